// What has just appeared and must be read (a summary of faults) takes the focus.
export function bind(element) {
  element.focus();
}
