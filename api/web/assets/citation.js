import { day, el, words } from "./dom.js";

let numbers = 0;

/** A chip that names a policy and opens the passage it quotes. */
class LineCitation extends HTMLElement {
  turn = null;

  connectedCallback() {
    if (this.childElementCount) return;
    const { document: name, section, version, quote, effective_from: from } = this.turn;
    numbers += 1;
    const passage = el("blockquote", { id: `passage-${numbers}`, hidden: true },
      el("p", { textContent: quote }),
      el("footer", { textContent: `${words(name)}, ${section}. Version ${version}, in force since ${day(from)}.` }));
    const chip = el("button", {
      type: "button", class: "chip", "aria-expanded": "false", "aria-controls": passage.id,
      textContent: `${words(name)} · ${section}`,
      onclick: () => {
        passage.hidden = !passage.hidden;
        chip.setAttribute("aria-expanded", String(!passage.hidden));
      },
    });
    this.append(chip, passage);
  }
}

customElements.define("line-citation", LineCitation);
