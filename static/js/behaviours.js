// Binds every element with data-behaviour="name …" to static/js/name.js, also what htmx brings in later.
// Each module exports bind(element); nothing on a page needs one to work.
const bound = new WeakMap();

async function bind(element) {
  const done = bound.get(element) ?? new Set();
  bound.set(element, done);
  for (const name of element.dataset.behaviour.split(" ")) {
    if (!/^[a-z-]+$/.test(name) || done.has(name)) continue;
    done.add(name);
    const module = await import(`./${name}.js`);
    module.bind(element);
  }
}

function bindAll() {
  document.querySelectorAll("[data-behaviour]").forEach(bind);
}

bindAll();
document.addEventListener("htmx:after:swap", bindAll);
