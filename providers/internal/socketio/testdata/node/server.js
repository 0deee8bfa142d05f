// A Socket.IO server for the tests: node server.js <socket.io-2|socket.io-4> [allowEIO3]
// Prints {"port": n} once it listens; ends with its standard input.
const http = require("http");
const load = require("./load");

const [version, allow] = process.argv.slice(2);
const httpServer = http.createServer();
const options = { pingInterval: 100, pingTimeout: 400, transports: ["websocket"], serveClient: false };
const io = version === "socket.io-2"
  ? load(version)(httpServer, options)
  : new (load(version).Server)(httpServer, { ...options, allowEIO3: allow === "allowEIO3" });

const room = io.of("/imchat");
room.use((socket, next) => {
  const { auth = {}, query } = socket.handshake;
  const token = auth.token || query.token;
  next(token === "good-token" ? undefined : new Error("token " + token + " is not good"));
});
room.on("connection", (socket) => {
  socket.emit("message", { messageId: "1", labelId: "\u6807\u7b7e", query: socket.handshake.query.msgFilter });
  socket.on("echo", (...args) => {
    const answer = args.pop();
    answer(...args);
  });
  socket.on("ask", () => socket.emit("question", 42, () => socket.emit("answered")));
  socket.on("later", () => setTimeout(() => socket.emit("still here"), 1500));
  socket.on("binary", () => {
    socket.emit("picture", Buffer.from([1, 2, 3]));
    socket.emit("after binary");
  });
  socket.on("kick", () => socket.disconnect(false));
  socket.on("bye", () => socket.disconnect(true));
});

httpServer.listen(0, "127.0.0.1", () => console.log(JSON.stringify({ port: httpServer.address().port })));
process.stdin.resume();
process.stdin.on("end", () => process.exit(0));
