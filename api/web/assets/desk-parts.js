import { day, el, money, words } from "./dom.js";

/** Parts that cases share. Whatever came from the server only ever becomes text. */

export function section(title, ...children) {
  return el("section", { class: "part" }, el("h3", { textContent: title }), ...children);
}

/** Pairs of a label and what it says; those that say nothing are left out. */
export function facts(...pairs) {
  return el("dl", { class: "facts" }, ...pairs.filter(([, value]) => value !== null && value !== undefined && value !== "")
    .map(([label, value]) => el("div", {}, el("dt", { textContent: label }), el("dd", { dir: "auto" }, value))));
}

export function list(items, kind = "plainly") {
  return el("ul", { class: kind }, ...items.map((item) => el("li", { dir: "auto" }, item)));
}

export function table(titles, rows, caption) {
  return el("div", { class: "wide", tabindex: "0", role: "region", "aria-label": caption },
    el("table", {}, el("caption", { class: "unseen", textContent: caption }),
      el("thead", {}, el("tr", {}, ...titles.map((title) => el("th", { scope: "col", textContent: title })))),
      el("tbody", {}, ...rows.map((row) => el("tr", {}, ...row.map((cell) => el("td", {}, cell)))))));
}

/** The clocks of a case: by when, from which rule, and whether they were met. */
export function clocks(ticking) {
  return el("ul", { class: "checks" }, ...ticking.map(({ clock, light, met }) =>
    el("li", { "data-light": met ? "green" : light }, el("strong", { textContent: words(clock.name) }),
      met ? " done " : ` by ${day(clock.due)} `, el("span", { class: "cite", textContent: clock.cite }))));
}

/** The borrower's line as it stands, and the rights open on it. */
export function lineOf(line) {
  const rights = line.rights.map(({ kind, reference, clocks }) =>
    `${words(kind)} (${reference})${clocks.map(({ name, due }) => `, ${words(name).toLowerCase()} by ${day(due)}`).join("")}`);
  return section("The line",
    facts(
      ["Account", line.account_id], ["Product", line.product], ["Status", words(line.status)],
      ["Balance", money(line.balance)], ["In dispute", Number(line.disputed) ? money(line.disputed) : ""],
      ["Minimum left", money(line.minimum_due)],
      ["Past due", Number(line.past_due) ? `${money(line.past_due)}, ${line.days_past_due} days` : ""],
      ["Locked", line.locked ?? ""], ["Flags", line.flags.map(words).join(", ")], ["Plan", line.plan_running ? "Running" : ""]),
    rights.length ? el("details", {}, el("summary", { textContent: rights.length === 1 ? "1 right on record" : `${rights.length} rights on record` }), list(rights)) : null);
}

/** A form with one reason and buttons; each button says what it does and whether it needs words. */
export function decision(label, buttons) {
  const reason = el("textarea", { id: "reason", rows: "3", maxlength: "2000", autocomplete: "off" });
  const needed = el("p", { class: "problem", role: "alert", hidden: true });
  const press = (button) => {
    const text = reason.value.trim();
    needed.hidden = !(button.reason && !text);
    if (needed.hidden) button.act(text);
    else {
      needed.textContent = button.reason;
      reason.focus();
    }
  };
  return el("form", { class: "decide", onsubmit: (event) => event.preventDefault() },
    el("label", { for: "reason", textContent: label }), reason, needed,
    el("div", { class: "card-buttons" }, ...buttons.map((button) =>
      el("button", { type: "button", class: button.main ? "confirm" : "cancel", textContent: button.title, onclick: () => press(button) }))));
}

/** A drafted letter, folded up, with what it still lacks. */
export function letter(one) {
  return el("details", { class: "part" }, el("summary", { textContent: `Letter: ${one.title} (${words(one.kind).toLowerCase()})` }),
    el("div", { class: "letter" }, ...one.paragraphs.map((text) => el("p", { dir: "auto", textContent: text }))),
    one.lacking.length ? el("p", { class: "notice", textContent: `Not ready to send, it lacks: ${one.lacking.map(({ name, cite }) => `${name} (${cite})`).join(", ")}` }) : null);
}

/** What was decided, in place of the form. */
export function settled(one) {
  if (!one) return null;
  return section("Decided",
    el("p", {}, el("strong", { textContent: words(one.state) }), ` by ${one.decided_by} on ${day(one.decided_at.slice(0, 10))}. ${one.next}`),
    facts(["Reasons", one.reasons.join(" ")], ["Notice", one.notice], ["Notice due", one.notice_due_on && day(one.notice_due_on)],
      ["Credited", one.credited && money(one.credited)], ["Interest and fees off", one.related && money(one.related)],
      ["To pay by", one.pay_by && day(one.pay_by)]));
}
