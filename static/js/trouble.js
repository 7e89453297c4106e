// A page that could not be sent stays as it is, with the reason beside its button: nothing that was typed is lost.
export function bind(form) {
  const say = (words) => document.getElementById("trouble")?.replaceChildren(words);
  form.addEventListener("htmx:before:request", () => say("")); // said again, it is heard again
  form.addEventListener("htmx:error", () => say(document.getElementById("trouble")?.dataset.unsent ?? ""));
}
