// The list of messages of one room: keeps them in order, each once, and keeps the reader where
// they are when they have scrolled up.
const NEAR_END_PX = 80;

// "12" comes before "12.3", its third internal note, and both before "13".
const isLater = (one, other) => {
  const [a, b] = [one, other].map((seq) => seq.split(".").map(Number));
  return a[0] === b[0] ? (a[1] ?? 0) > (b[1] ?? 0) : a[0] > b[0];
};

export class MessageLog {
  onAdded = () => {};
  onUnread = () => {};
  #section;
  #list;
  #pill;
  #unread = 0;

  constructor(section) {
    this.#section = section;
    this.#list = section.querySelector("[data-log]");
    this.#pill = section.querySelector("[data-new-pill]");
    this.#pill.querySelector("[data-to-end]").addEventListener("click", () => this.scrollToEnd());
    this.#list.addEventListener("scroll", () => this.#isAtEnd() && this.#showUnread(0));
  }

  // Adds a message the server rendered; takes the place of the reader's own one on its way.
  add({ seq, html, client_id }) {
    const item = this.#parse(html);
    const id = client_id ?? item.dataset.clientId;
    const own = id && this.#find("client-id", id);
    if (this.#find("seq", seq)) return own?.dataset.seq || own?.remove();
    item.dataset.seq = seq;
    const follow = this.#isAtEnd();
    own?.remove();
    this.#place(item, seq);
    this.onAdded(item);
    if (follow || own) this.scrollToEnd();
    else this.#showUnread(this.#unread + 1);
    return item;
  }

  addOwn({ client_id, text, audience }) {
    const template = this.#section.querySelector(`[data-message-template="${audience}"]`);
    const item = template.content.firstElementChild.cloneNode(true);
    item.dataset.clientId = client_id;
    item.querySelector("[data-text]").textContent = text;
    this.#list.append(item);
    this.scrollToEnd();
    return item;
  }

  markSending(item) {
    item.dataset.state = "sending";
    item.querySelector(".message-failed")?.remove();
  }

  markFailed(item, reason, retry) {
    if (!item.isConnected) return;
    item.dataset.state = "failed";
    const template = this.#section.querySelector("[data-failed-template]");
    const note = template.content.firstElementChild.cloneNode(true);
    if (reason) note.querySelector("[data-reason]").textContent = reason;
    note.querySelector("[data-retry]").addEventListener("click", retry, { once: true });
    item.querySelector(".message-body").after(note);
  }

  hasUnsent() {
    return Boolean(this.#list.querySelector("[data-state]"));
  }

  scrollToEnd() {
    this.#list.scrollTop = this.#list.scrollHeight;
    this.#showUnread(0);
  }

  #parse(html) {
    const template = document.createElement("template");
    template.innerHTML = html;
    return template.content.firstElementChild;
  }

  #find(name, value) {
    return this.#list.querySelector(`[data-${name}="${CSS.escape(value)}"]`);
  }

  // Before the first later message, and before what is still on its way.
  #place(item, seq) {
    const later = [...this.#list.querySelectorAll(".message")].find(
      (other) => other.dataset.state || isLater(other.dataset.seq, seq),
    );
    this.#list.insertBefore(item, later ?? null);
  }

  #isAtEnd() {
    const { scrollTop, scrollHeight, clientHeight } = this.#list;
    return scrollHeight - scrollTop - clientHeight < NEAR_END_PX;
  }

  #showUnread(count) {
    this.#unread = count;
    const [one, many] = ["[data-one]", "[data-many]"].map((part) => this.#pill.querySelector(part));
    many.dataset.text ??= many.textContent;
    many.textContent = many.dataset.text.replace("#", count);
    one.hidden = count !== 1;
    many.hidden = count === 1;
    this.#pill.hidden = count === 0;
    if (count) this.onUnread((count === 1 ? one : many).textContent);
  }
}
