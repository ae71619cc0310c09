/** Make an element. Text from the server only ever becomes a text node. */
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name in PROPERTIES) node[name] = value;
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

const PROPERTIES = { textContent: 1, value: 1, disabled: 1, hidden: 1, turn: 1, card: 1, session: 1, work: 1 };

/** "hardship-programs" and "billing_error" as a person would write them. */
export function words(name) {
  const spaced = name.replace(/[-_.]+/g, " ").trim();
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}

/** An ISO date as "Dec 20, 2026", whatever the reader's time zone. */
export function day(iso) {
  return new Date(`${iso}T12:00:00Z`).toLocaleDateString("en-US", {
    month: "short", day: "numeric", year: "numeric", timeZone: "UTC",
  });
}

/** "1482.16" as "$1,482.16". */
export function money(amount) {
  return Number(amount).toLocaleString("en-US", { style: "currency", currency: "USD" });
}

/** An instant as "10:10 AM ET": the books keep New York time. */
export function time(iso) {
  const shown = new Date(iso).toLocaleTimeString("en-US", {
    hour: "numeric", minute: "2-digit", timeZone: "America/New_York",
  });
  return `${shown} ET`;
}
