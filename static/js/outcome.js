// 'Nobody met' opens the section that it leads to.
export function bind(section) {
  const open = () => {
    if (location.hash === `#${section.id}`) section.open = true;
  };
  document.querySelectorAll(`a[href="#${section.id}"]`).forEach((link) => link.addEventListener("click", () => {
    section.open = true;
    section.querySelector("input")?.focus({ preventScroll: true });
  }));
  addEventListener("hashchange", open);
  open();
}
