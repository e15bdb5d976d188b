// [data-room="id"] with data-head: a room whose messages arrive live.
//
// Client emits  join  {room, since}                     -> {messages, head, more} or {error}
//               since {room, since}                     -> {messages, head, more} or {error}
//               send  {room, client_id, text, audience} -> {seq, html} or {error}
//               read  {room, head}                      -> {} (only while the page is looked at)
// Server emits  message {room, seq}: a bell without content; the client asks with `since`.
//
// `messages` is a list of {seq, html} rendered for this reader, in order, everything they may read
// after `since`, or the first of it when `more` says so. A seq is "12" or, for the third internal
// note after it, "12.3". `head` is a place that only the server reads; the client hands it back as
// `since`. An html is one message() of components/room.html. Sending the same client_id twice makes
// one message. After changed {topics: ["*"]} bells may have gone by unheard: the client asks.
import { announce, bind } from "./bind.js";
import htmx from "./htmx.js";
import { MessageLog } from "./message-log.js";
import { connection } from "./socket.js";

const ANSWER_WITHIN_MS = 10_000;

bind("[data-room]", (section) => {
  const room = section.dataset.room;
  const log = new MessageLog(section);
  const socket = connection();
  const ask = (event, content) => socket.timeout(ANSWER_WITHIN_MS).emitWithAck(event, content);
  let head = section.dataset.head;
  let asking = false;
  let askAgain = false;

  const markRead = () => {
    if (document.visibilityState === "visible") socket.emit("read", { room, head });
  };

  // One question at a time: bells that ring meanwhile lead to one more.
  const catchUp = async (event) => {
    askAgain = asking;
    if (asking) return;
    asking = true;
    try {
      const answer = await ask(event, { room, since: head });
      for (const message of answer.messages ?? []) log.add(message);
      askAgain ||= Boolean(answer.more);
      head = answer.head ?? head;
      markRead();
    } catch {
      // The connection went away; joining again after the reconnect asks for the same messages.
    }
    asking = false;
    if (askAgain) catchUp("since");
  };

  const send = async (item, content) => {
    log.markSending(item);
    try {
      const answer = await ask("send", content);
      if (answer.error) throw new Error(answer.error);
      log.add({ ...answer, client_id: content.client_id });
    } catch (failure) {
      const reason = socket.connected && failure.message;
      log.markFailed(item, reason, () => send(item, content));
    }
  };

  // Not sent and the person leaves: the browser asks first.
  addEventListener("beforeunload", (event) => log.hasUnsent() && event.preventDefault());

  section.parentElement.querySelector("[data-composer]")?.addEventListener("submit", (event) => {
    const form = event.target;
    const text = form.elements.text.value.trim();
    event.preventDefault();
    if (!text) return;
    const audience = form.elements.audience.value;
    const content = { room, client_id: crypto.randomUUID(), text, audience };
    send(log.addOwn(content), content);
    form.elements.text.value = "";
    form.elements.text.dispatchEvent(new Event("input", { bubbles: true }));
  });

  log.onAdded = (item) => htmx.process(item);
  log.onUnread = announce;
  socket.on("message", (bell) => bell.room === room && catchUp("since"));
  socket.on("changed", ({ topics }) => topics.includes("*") && catchUp("since"));
  socket.on("connect", () => catchUp("join"));
  document.addEventListener("visibilitychange", markRead);
  if (socket.connected) catchUp("join");
  log.scrollToEnd();
});
