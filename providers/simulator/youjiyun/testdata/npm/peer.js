// Connects, sends one text, waits for its echo: node peer.js client url token chatId
const [, , client, url, token, chatId] = process.argv;
const io = require(client);
const socket = (io.io || io)(`${url}/imchat?token=${token}`, {
  transports: ["websocket"], reconnection: false, auth: { token },
});
const fail = (why) => { console.log(why); process.exit(1); };
setTimeout(() => fail("no echo"), 20000);
socket.on("connect_error", (e) => fail(`connect_error ${e}`));
socket.on("error", (e) => fail(`error ${e}`));
socket.on("disconnect", (why) => fail(`disconnect ${why}`));
socket.on("connect", () => socket.emit("message", {
  message: { contentType: 1, content: "from node 你好" }, chatId, messageId: "1",
}));
let chats = 0;
socket.on("chat", () => chats++);
socket.on("message", (m) => {
  if (m.messageId !== "1" || m.from.isSelf !== 1 || chats !== 1) fail(JSON.stringify(m));
  process.exit(0);
});
