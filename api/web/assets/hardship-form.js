import { el } from "./dom.js";

const MONTHS = [1, 2, 3, 4, 5, 6, 9, 12];
const WAYS = ["text", "phone", "email", "mail"];
const WORDS = {
  en: {
    title: "Tell us on a form",
    lead: "Leave blank what you don't know or would rather not say.",
    reason: "What happened", since: "Since when",
    income: "What comes in each month", essentials: "What goes out for essentials like rent and food",
    other: "Other loans and cards, each month", can: "What you could pay us each month",
    from: "about", to: "or up to", lasts: "How long it may last", unsure: "Not sure",
    months: (n) => (n === 1 ? "About 1 month" : `About ${n} months`),
    day: "Day of the month that suits you", way: "Best way to reach you",
    ways: { text: "Text", phone: "Phone", email: "E-mail", mail: "Letter" }, any: "Any",
    send: "Send", close: "Close the form",
  },
  es: {
    title: "Cuéntenos en un formulario",
    lead: "Deje en blanco lo que no sepa o prefiera no decir.",
    reason: "Qué pasó", since: "Desde cuándo",
    income: "Lo que entra cada mes", essentials: "Lo que sale para lo esencial, como renta y comida",
    other: "Otros préstamos y tarjetas, cada mes", can: "Lo que podría pagarnos cada mes",
    from: "más o menos", to: "o hasta", lasts: "Cuánto puede durar", unsure: "No sé",
    months: (n) => (n === 1 ? "Como 1 mes" : `Unos ${n} meses`),
    day: "Día del mes que le conviene", way: "La mejor forma de contactarle",
    ways: { text: "Mensaje", phone: "Teléfono", email: "Correo electrónico", mail: "Carta" }, any: "Cualquiera",
    send: "Enviar", close: "Cerrar el formulario",
  },
};
// What the form says, in the words that a borrower would write: it fills the same slots.
const SAYS = {
  en: {
    since: (month) => `It began in ${month}.`, range: (low, high) => `$${low} to $${high}`, exact: (sum) => `$${sum}`,
    income: (sum) => `Income: ${sum} a month.`, essentials: (sum) => `Essentials: ${sum} a month.`,
    other: (sum) => `Other debts: ${sum} a month.`, can: (sum) => `I can pay ${sum} a month.`,
    lasts: (n) => `It should last ${n} ${n === "1" ? "month" : "months"}.`, unsure: "I'm not sure how long it will last.",
    day: (n) => `Due on the ${n} works best.`, way: (way) => `Best way to reach me: ${way}.`,
  },
  es: {
    since: (month) => `Empezó en ${month}.`, range: (low, high) => `$${low} a $${high}`, exact: (sum) => `$${sum}`,
    income: (sum) => `Me entran ${sum} al mes.`, essentials: (sum) => `Lo esencial: ${sum} al mes.`,
    other: (sum) => `Otras deudas: ${sum} al mes.`, can: (sum) => `Puedo pagar ${sum} al mes.`,
    lasts: (n) => `Va a durar ${n} ${n === "1" ? "mes" : "meses"}.`, unsure: "No sé cuánto va a durar.",
    day: (n) => `Me conviene el día ${n}.`,
    way: (way) => `Contácteme por ${{ text: "mensaje", phone: "teléfono", email: "correo electrónico", mail: "carta" }[way]}.`,
  },
};
const SUMS = ["income", "essentials", "other", "can"];

/** The hardship questions on one sheet. What is filled in is sent as a message like any other. */
class HardshipForm extends HTMLElement {
  language = "en";
  #fields = {};

  connectedCallback() {
    if (this.childElementCount) return;
    const words = WORDS[this.language];
    const form = el("form", { class: "sheet", onsubmit: (event) => this.#tell(event) },
      el("h2", { id: "hardship-title", textContent: words.title }),
      el("p", { class: "lead", textContent: words.lead }),
      this.#line("reason", words.reason, el("textarea", { rows: "2", maxlength: "300" })),
      this.#line("since", words.since, el("input", { type: "month", max: new Date().toISOString().slice(0, 7) })),
      ...SUMS.map((name) => this.#sum(name, words)),
      this.#line("lasts", words.lasts, el("select", {},
        el("option", { value: "", textContent: "" }),
        ...MONTHS.map((n) => el("option", { value: String(n), textContent: words.months(n) })),
        el("option", { value: "unsure", textContent: words.unsure }))),
      this.#line("day", words.day, el("input", { type: "number", min: "1", max: "31", inputmode: "numeric" })),
      this.#line("way", words.way, el("select", {},
        el("option", { value: "", textContent: words.any }),
        ...WAYS.map((way) => el("option", { value: way, textContent: words.ways[way] })))),
      el("div", { class: "sheet-buttons" },
        el("button", { type: "submit", class: "send", textContent: words.send }),
        el("button", { type: "button", class: "link", textContent: words.close, onclick: () => this.remove() })));
    this.setAttribute("lang", this.language);
    this.setAttribute("role", "group");
    this.setAttribute("aria-labelledby", "hardship-title");
    this.append(form);
    this.#fields.reason.focus({ preventScroll: true });
  }

  #line(name, label, input) {
    input.id = `hardship-${name}`;
    this.#fields[name] = input;
    return el("p", { class: "line" }, el("label", { for: input.id, textContent: label }), input);
  }

  #sum(name, words) {
    const amount = (end, label) => {
      const input = el("input", { type: "number", min: "0", max: "999999", step: "0.01", inputmode: "decimal", id: `hardship-${name}-${end}` });
      this.#fields[`${name}-${end}`] = input;
      return el("span", { class: "amount" }, el("label", { for: input.id, textContent: label }), input);
    };
    return el("fieldset", { class: "line" }, el("legend", { textContent: words[name] }),
      el("span", { class: "ends" }, amount("low", `${words.from} $`), amount("high", `${words.to} $`)));
  }

  #tell(event) {
    event.preventDefault();
    const text = this.#words();
    if (!text) return;
    this.remove();
    this.dispatchEvent(new CustomEvent("told", { bubbles: true, detail: { text } }));
  }

  /** Everything filled in, as sentences; a range only where its ends run the right way. */
  #words() {
    const says = SAYS[this.language];
    const value = (name) => this.#fields[name].value.trim();
    const parts = [];
    if (value("reason")) parts.push(value("reason").replace(/[.\s]*$/, "."));
    if (value("since")) parts.push(says.since(month(value("since"), this.language)));
    for (const name of SUMS) {
      const [low, high] = [value(`${name}-low`), value(`${name}-high`)];
      if (low && high && Number(high) > Number(low)) parts.push(says[name](says.range(low, high)));
      else if (low || high) parts.push(says[name](says.exact(low || high)));
    }
    if (value("lasts")) parts.push(value("lasts") === "unsure" ? says.unsure : says.lasts(value("lasts")));
    if (value("day")) parts.push(says.day(value("day")));
    if (value("way")) parts.push(says.way(value("way")));
    return parts.join(" ");
  }
}

/** "2026-09" as "September 2026". */
function month(iso, language) {
  return new Date(`${iso}-15T12:00:00Z`).toLocaleDateString(language === "es" ? "es-US" : "en-US", {
    month: "long", year: "numeric", timeZone: "UTC",
  });
}

customElements.define("hardship-form", HardshipForm);
