// Measures how fast node's own client receives:
//   node bench_client.js <socket.io-client-2|socket.io-client-4> <url> <messages>
// The server streams that many "message" events once it gets "go". Prints
// {"client", "messages", "seconds", "msgs_per_s"}.
const load = require("./load");

const [client, url, count] = process.argv.slice(2);
const messages = Number(count);
const loaded = load(client);
const io = loaded.io || loaded;
const socket = io(url, { transports: ["websocket"], reconnection: false });

let received = 0;
let chatIds = 0;
let began;
const fail = (reason) => {
  console.error(String(reason));
  process.exit(1);
};
socket.on("connect", () => {
  began = process.hrtime.bigint();
  socket.emit("go", messages);
});
socket.on("message", (message) => {
  chatIds += message.chatId.length;
  if (++received < messages) return;
  const seconds = Number(process.hrtime.bigint() - began) / 1e9;
  console.log(JSON.stringify({ client, messages, seconds, msgs_per_s: Math.round(messages / seconds) }));
  process.exit(0);
});
socket.on("connect_error", fail);
socket.on("error", fail);
socket.on("disconnect", fail);
