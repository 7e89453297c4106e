// A page that could not be sent stays as it is, with the reason beside its button: nothing that was typed is lost.
export function bind(form) {
  form.addEventListener("htmx:error", () => {
    const place = document.getElementById("trouble");
    if (place) place.textContent = place.dataset.unsent;
    document.querySelectorAll("[aria-busy]").forEach((button) => button.removeAttribute("aria-busy"));
  });
}
