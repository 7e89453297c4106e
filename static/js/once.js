// One tap, one submission: a second tap while the first is on its way does nothing. The key makes it safe, this makes it calm.
export function bind(form) {
  let sent = -Infinity; // not 0: an event may come within a second of the page itself
  form.addEventListener("submit", (event) => {
    if (event.timeStamp - sent < 1500) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    sent = event.timeStamp;
    const button = event.submitter;
    button?.setAttribute("aria-busy", "true");
    setTimeout(() => button?.removeAttribute("aria-busy"), 8000);
  }, { capture: true });

  function ready() {
    sent = -Infinity;
    // A button of the form may stand outside of it, in the bar below.
    [form, ...form.elements].forEach((element) => element.removeAttribute("aria-busy"));
  }
  // An answer that left the page standing, or none; and back from the next page, out of the browser's memory.
  form.addEventListener("htmx:finally:request", ready);
  addEventListener("pageshow", ready);
}
