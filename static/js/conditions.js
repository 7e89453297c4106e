// The closed subset of JSON Schema that conditions are written in (R7), judged as metadata/conditions.py judges it:
// true, false, or undefined where a value is missing.
export function holds(schema, values) {
  return truth(schema, values) === true;
}

function truth(schema, values) {
  const parts = [];
  for (const [keyword, value] of Object.entries(schema)) {
    if (keyword === "properties") {
      for (const [code, test] of Object.entries(value)) parts.push(property(test, code in values, values[code]));
    } else if (keyword === "required") {
      for (const code of value) parts.push(code in values);
    } else if (keyword === "allOf") {
      parts.push(all(value.map((part) => truth(part, values))));
    } else if (keyword === "anyOf") {
      parts.push(not(all(value.map((part) => not(truth(part, values))))));
    } else if (keyword === "not") {
      parts.push(not(truth(value, values)));
    }
  }
  return all(parts);
}

function property(test, known, value) {
  if (test === true || Object.keys(test).length === 0) return known;
  if (!known) return undefined;
  const parts = [];
  for (const [keyword, operand] of Object.entries(test)) {
    if (keyword === "const") parts.push(same(value, operand));
    else if (keyword === "enum") parts.push(operand.some((one) => same(value, one)));
    else if (keyword === "not") parts.push(not(property(operand, known, value)));
    else if (keyword === "minimum") parts.push(value === null ? undefined : Number(value) >= operand);
    else if (keyword === "maximum") parts.push(value === null ? undefined : Number(value) <= operand);
    else if (keyword === "formatMinimum") parts.push(value === null ? undefined : first(value) >= first(operand));
    else if (keyword === "formatMaximum") parts.push(value === null ? undefined : last(value) <= last(operand));
  }
  return all(parts);
}

const all = (parts) => (parts.includes(false) ? false : parts.includes(undefined) ? undefined : true);
const not = (part) => (part === undefined ? undefined : !part);
const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);
const first = (day) => `${day}-01-01`.slice(0, 10).replace(/^(\d{4}-\d{2})-01-$/, "$1-01").padEnd(10, "-01");
const last = (day) => (day.length === 4 ? `${day}-12-31` : day.length === 7 ? `${day}-31` : day);
