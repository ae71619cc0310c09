import { day, el } from "./dom.js";

const BYTES_MAX = 10 * 1024 * 1024;
const TYPES = ".pdf,.png,.jpg,.jpeg,.txt";
const DISPUTED = ["billing_error", "unauthorized_use"];
const KINDS = { unauthorized_use: "Charges you didn't make", billing_error: "A billing error" };
const TOO_LARGE = "That file is larger than 10 MB, so I couldn't take it. A smaller copy or a photo of it works.";
const EMPTY = "That file is empty. Please try it again.";

/** The button that sends a file about a dispute; hidden until there is one. Fires "picked", "unfit". */
class FileButton extends HTMLElement {
  #input = el("input", { type: "file", accept: TYPES, hidden: true, onchange: () => this.#picked() });
  #button = el("button", {
    type: "button", class: "attach", textContent: "Attach", title: "PDF, PNG, JPEG or text, up to 10 MB",
    "aria-label": "Attach a file about your dispute", onclick: () => this.#input.click(),
  });

  #dialog = el("dialog", { class: "which", "aria-labelledby": "which-title" });

  /** Set to what returns the open disputes: with several, the borrower says which a file is for. */
  disputes = async () => [];

  connectedCallback() {
    this.hidden = true;
    this.append(this.#button, this.#input, this.#dialog);
  }

  set disabled(value) {
    this.#button.disabled = value;
  }

  /** Offer it once a turn, or the books, know of a dispute. */
  offer(turn) {
    if ((turn.rights ?? []).some(({ kind }) => DISPUTED.includes(kind))) this.hidden = false;
  }

  #picked() {
    const [file] = this.#input.files;
    this.#input.value = "";
    if (!file) return;
    const why = file.size > BYTES_MAX ? TOO_LARGE : file.size === 0 ? EMPTY : null;
    if (why) this.dispatchEvent(new CustomEvent("unfit", { detail: why }));
    else this.#choose(file);
  }

  /** Which dispute it is about is never guessed; nothing is sent when the borrower goes back. */
  async #choose(file) {
    const open = await this.disputes().catch(() => []);
    if (open.length < 2) {
      this.#fire(file, null);
      return;
    }
    const pick = (dispute) => {
      this.#dialog.close();
      if (dispute) this.#fire(file, dispute.reference);
    };
    this.#dialog.replaceChildren(
      el("h2", { id: "which-title", textContent: "Which dispute is this file about?" }),
      el("p", { class: "which-file", dir: "auto", textContent: file.name }),
      el("ul", {}, ...open.map((one) => el("li", {}, el("button", { type: "button", class: "which-one", onclick: () => pick(one) },
        el("strong", { textContent: KINDS[one.kind] ?? one.kind }),
        el("span", { dir: "auto", textContent: [one.charges.join(", "), `${one.reference}, ${day(one.received_at.slice(0, 10))}`].filter(Boolean).join(" · ") }))))),
      el("button", { type: "button", class: "link", textContent: "Don't send it", onclick: () => pick(null) }));
    this.#dialog.showModal();
  }

  #fire(file, about) {
    this.dispatchEvent(new CustomEvent("picked", { detail: { file, about } }));
  }
}

customElements.define("file-button", FileButton);
