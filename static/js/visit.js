// A visit's page, quieter: how much is answered, items that come and go with other answers, 'all unchanged' seen before it is sent.
// Nothing is stored in the browser: it is other people's data, on a phone that others may hold.
import { holds } from "./conditions.js";

export function bind(form) {
  const items = () => [...form.querySelectorAll("[data-item]")].filter((item) => !item.hidden);
  const output = document.querySelector("output[form=visit]");
  const bar = document.querySelector(".bar-submit > progress");
  const shown = JSON.parse(form.dataset.shown ?? "{}");

  function update() {
    judge();
    for (const item of items()) item.classList.toggle("answered", answered(item));
    const all = items().filter((item) => !item.querySelector(".verdict") || item.querySelector("[value=confirm]") || answered(item));
    const open = all.filter((item) => !answered(item));
    if (!output || !bar) return;
    bar.max = all.length;
    bar.value = all.length - open.length;
    const words = output.dataset;
    output.textContent = open.length
      ? words.answered.replace("{done}", all.length - open.length).replace("{all}", all.length)
      : words.complete;
    if (open.length && open.length < all.length) {
      output.append(words.missing, " ");
      open.slice(0, 3).forEach((item, at) => {
        const link = document.createElement("a");
        link.href = `#${item.id}`;
        link.textContent = label(item);
        output.append(...(at ? [words.between] : []), link);
      });
    }
  }

  // Conditions are judged anew until nothing changes: an item that is not asked gives no answer to the others.
  function judge() {
    const conditional = [...form.querySelectorAll("[data-conditions]")];
    for (let round = 0; round <= conditional.length; round += 1) {
      let changed = false;
      const values = { ...shown, ...Object.fromEntries(items().flatMap(valuesOf)) };
      for (const item of conditional) {
        const hide = !JSON.parse(item.dataset.conditions).some((condition) => holds(condition, values));
        changed ||= item.hidden !== hide;
        item.hidden = hide;
        item.disabled = hide && item.tagName === "FIELDSET";
      }
      if (!changed) break;
    }
  }

  // 'All unchanged' first shows what it does; a second tap is on the submit button, where it belongs.
  form.querySelector("button[name=all]")?.addEventListener("click", (event) => {
    event.preventDefault();
    for (const radio of form.querySelectorAll(".item-verify [value=confirm]")) {
      const item = radio.closest(".item");
      if (radio.closest(".verdict") && !item.querySelector("input[type=radio]:checked") && !item.dataset.slow) radio.checked = true;
    }
    update();
  });

  form.addEventListener("input", update);
  form.addEventListener("change", update);
  update();
}

function label(item) {
  const heading = item.querySelector("legend, .label");
  return [...heading.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE).map((node) => node.textContent.trim()).join("");
}

function answered(item) {
  const code = item.dataset.item;
  const verdict = item.querySelector(`input[name="${code}"]:checked`)?.value ?? "";
  if (item.querySelector(".verdict")) {
    if (verdict === "change") return filled(item);
    if (verdict === "unknown") return item.querySelector(`[name="${code}_why"]:checked`) !== null;
    return verdict !== "";
  }
  return filled(item) || verdict === "none" || (item.querySelector(`select[name="${code}_why"]`)?.value ?? "") !== "";
}

// Every field of the item has something in it: bound ones are answered as one.
function filled(item) {
  const names = new Set([...item.querySelectorAll("[name*=_value]")].map((input) => input.name.replace(/_value(_[md])?$/, "_value")));
  return names.size > 0 && [...names].every((name) => [...item.querySelectorAll(`[name="${name}"]`)].some(hasValue));
}

function hasValue(input) {
  return input.type === "radio" || input.type === "checkbox" ? input.checked : input.value.trim() !== "";
}

function valuesOf(item) {
  const code = item.dataset.item;
  const verdict = item.querySelector(`input[name="${code}"]:checked`)?.value;
  if (verdict === "none") return [[code, null]];
  if (verdict?.startsWith("take:")) return [[code, JSON.parse(verdict.slice(5))]];
  if (item.querySelector(".verdict") && verdict !== "change") return [];
  const names = new Set([...item.querySelectorAll("[name$=_value]")].map((input) => input.name));
  return [...names].flatMap((name) => {
    const input = [...item.querySelectorAll(`[name="${name}"]`)].find(hasValue);
    return input ? [[name.replace(/_value$/, ""), input.value.trim()]] : [];
  });
}
