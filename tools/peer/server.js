// An independent 有机云 (document 002) server on the real socket.io, for the
// chaos test: it pushes many messages while it drops every client at random,
// repeats and shuffles, and keeps the truth to compare an export with.
//
//   node server.js --version 2|4 --messages 20000 [--conversations 40] [--robots 3]
//                  [--rate 2000] [--drop-every 700] [--repeat 0.05] [--shuffle 8] [--seed 1]
//
// It prints one JSON line {"port":…} and serves until it is ended. Besides the
// document's calls: GET /_truth (JSON lines, in order), GET /_sent, GET /_state.
'use strict';
const http = require('http');

const args = {};
for (let i = 2; i < process.argv.length; i += 2) args[process.argv[i].replace(/^--/, '')] = process.argv[i + 1];
const num = (name, otherwise) => (args[name] === undefined ? otherwise : Number(args[name]));
const version = num('version', 4);
const total = num('messages', 20000);
const dropEvery = num('drop-every', 700);
const repeat = num('repeat', 0.05);
const shuffle = num('shuffle', 8);
const rate = num('rate', 2000);

let seed = num('seed', 1) >>> 0;
const random = () => { // mulberry32
  seed = (seed + 0x6d2b79f5) >>> 0;
  let t = seed;
  t = Math.imul(t ^ (t >>> 15), t | 1);
  t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
};
const below = (n) => Math.floor(random() * n);

// The world: robots, and conversations spread over them.
const token = 'eaa9c935b5b27c231a8b0c323feb1361';
const robots = [];
for (let i = 0; i < num('robots', 3); i++) {
  robots.push({ robotKey: ('robot' + i).padEnd(32, '0'), wxid: '168885347042754' + i, nickName: '坐席' + i });
}
const conversations = [];
for (let i = 0; i < num('conversations', 40); i++) {
  const robot = robots[i % robots.length];
  const group = i % 5 === 4;
  const chatUser = group ? 'R:1069605175502' + (4000 + i) : '78813029859' + (60000 + i);
  conversations.push({
    robot, group, chatUser, chatId: `S:${robot.wxid}_${chatUser}`,
    chatName: (group ? '客户群' : '客户') + i, messages: [], unread: 0,
  });
}
const words = ['你好', '在吗', '我要退款', '打不开', '订单12345号', '什么时候发货', '谢谢', '😀', '发票怎么开', '地址填错了'];

let serial = 1000000;
function record(c, messageId, content, self) {
  const m = {
    messageId, msgSvrID: String(++serial), timestamp: Date.now(), robotKey: c.robot.robotKey,
    chatId: c.chatId, chatUser: c.chatUser, chatName: c.chatName, sendStatus: 1,
    from: self
      ? { contactId: c.robot.wxid, nickName: c.robot.nickName, headImg: '', isGroupContact: c.group ? 1 : 0, isSelf: 1 }
      : { contactId: c.group ? '78813000000000' + below(5) : c.chatUser, nickName: c.chatName, headImg: '', isGroupContact: c.group ? 1 : 0 },
    isGroupChat: c.group ? 1 : 0, content, assignTo: 'xiaohong',
  };
  c.messages.push(m);
  if (!self) c.unread++;
  return m;
}
const last = (c) => c.messages[c.messages.length - 1];
const listed = (c) => ({
  chatId: c.chatId, chatUser: c.chatUser, chatName: c.chatName, chatHeadImg: '', isGroupChat: c.group ? 1 : 0,
  lastMsgActive: last(c).timestamp, unreadCount: c.unread,
  botInfo: { robotKey: c.robot.robotKey, wxid: c.robot.wxid, nickName: c.robot.nickName, headImg: '', robotStatus: 1 },
  pushContent: last(c).content.content || '', assignTo: 'xiaohong',
});

// The calls.
function body(req) {
  return new Promise((resolve) => {
    const parts = [];
    req.on('data', (p) => parts.push(p));
    req.on('end', () => {
      const raw = Buffer.concat(parts).toString();
      if ((req.headers['content-type'] || '').includes('json')) {
        try { return resolve(JSON.parse(raw)); } catch (e) { return resolve({}); }
      }
      const form = {};
      for (const [k, v] of new URLSearchParams(raw)) form[k] = k in form ? [].concat(form[k], v) : v;
      resolve(form);
    });
  });
}
const calls = {
  '/robotapi/client/auth': (p) => (p.accessKey === 'user1' && p.accessSecret === 'Q3KR21ME'
    ? { code: '0', msg: 'OK', data: { createTime: Date.now(), expireMinutes: 1451, accessToken: token, username: 'user1' } }
    : { code: '1000', msg: '用户认证失败' }),
  '/wxworkapi/robot/list': () => ({
    msg: 'OK', code: '0', model: robots.map((r) => ({
      lastLoginTime: '2020-03-02 16:35:40', aliasName: null, robotKey: r.robotKey, headImg: null, color: null, serviceCode: null,
      robotStatus: 1, nickName: r.nickName, clientCode: 'user1', wxid: r.wxid, masterClientCode: 'user1',
    })),
  }),
  '/wxworkapi/chat/list': (p) => {
    const until = p.timestamp ? Number(p.timestamp) : Infinity;
    const chats = conversations
      .filter((c) => c.messages.length && last(c).timestamp <= until && (!p.robotKey || c.robot.robotKey === p.robotKey))
      .sort((a, b) => last(b).timestamp - last(a).timestamp).slice(0, Number(p.count || 20)).map(listed);
    return { msg: 'OK', code: '0', chats };
  },
  '/wxworkapi/chat/message': (p) => {
    const c = conversations.find((x) => x.robot.robotKey === p.robotKey && x.chatUser === p.chatUser);
    if (!c) return { msg: '会话不存在', code: '1' };
    const until = p.timestamp ? Number(p.timestamp) : Infinity;
    const from = p.s_timestamp ? Number(p.s_timestamp) : -Infinity;
    const ids = p.msgIds === undefined ? null : [].concat(p.msgIds).flatMap((s) => s.split(','));
    const list = c.messages.slice().reverse().filter((m) => m.timestamp <= until && m.timestamp >= from
      && (!ids || ids.includes(m.messageId)) && (!p.contentType || m.content.contentType === Number(p.contentType)));
    const offset = Number(p.offset || 0);
    return { msg: 'OK', code: '0', model: list.slice(offset, offset + Number(p.count || 20)) };
  },
  '/wxworkapi/unreadmsg/clean': (p) => {
    const c = conversations.find((x) => x.chatId === p.chatId);
    if (c) c.unread = 0;
    return { code: '0', msg: 'ok' };
  },
};
let produced = 0;
let drops = 0;
const sent = [];
const server = http.createServer(async (req, res) => {
  const url = new URL(req.url, 'http://x');
  if (url.pathname.startsWith('/socket.io/')) return; // socket.io answers
  if (url.pathname === '/_truth') {
    for (const c of conversations) for (const m of c.messages) res.write(JSON.stringify(m) + '\n');
    return res.end();
  }
  if (url.pathname === '/_sent') return res.end(JSON.stringify(sent));
  if (url.pathname === '/_state') return res.end(JSON.stringify({ produced, total, drops }));
  const params = await body(req);
  const call = calls[url.pathname];
  let answer;
  if (url.pathname !== '/robotapi/client/auth' && req.headers.token !== token) answer = { code: '1000', msg: '用户认证失败' };
  else if ((url.searchParams.get('request_id') || '').length !== 32) answer = { code: '1', msg: 'request_id' };
  else answer = call ? call(params) : { code: '0', msg: 'OK', total: 0, data: [] };
  res.setHeader('Content-Type', 'application/json;charset=UTF-8');
  res.end(JSON.stringify(answer));
});

// The socket.
const io = version === 2
  ? require('socket.io-2')(server, { pingInterval: 2000, pingTimeout: 5000 })
  : new (require('socket.io-4').Server)(server, { pingInterval: 2000, pingTimeout: 5000 });
const chat = io.of('/imchat');
chat.use((socket, next) => {
  const given = (socket.handshake.auth || {}).token || socket.handshake.query.token;
  next(given === token ? undefined : new Error('token invalid'));
});
const raw = (s) => (version === 2 ? s.conn.transport.socket : s.conn.transport.socket);
const clients = () => (version === 2 ? Object.values(chat.connected) : [...chat.sockets.values()]);
function dropAll() {
  drops++;
  for (const s of clients()) {
    switch (below(3)) {
      case 0: s.disconnect(true); break;
      case 1: s.conn.close(); break;
      default: { const ws = raw(s); if (ws && ws.terminate) ws.terminate(); else s.disconnect(true); }
    }
  }
}
const push = (name, payload) => { for (const s of clients()) s.emit(name, payload); };
chat.on('connection', (socket) => {
  socket.on('message', (p) => {
    const c = conversations.find((x) => x.chatId === p.chatId);
    if (!c) return;
    sent.push({ messageId: p.messageId, chatId: p.chatId, content: p.message });
    const m = record(c, p.messageId, p.message, true);
    push('chat', listed(c));
    push('message', m);
  });
  if (!producing) produce();
});

let producing = false;
let held = [];
function produce() {
  producing = true;
  const perTick = Math.max(1, Math.round(rate / 100));
  const timer = setInterval(() => {
    for (let i = 0; i < perTick && produced < total; i++) {
      const c = conversations[below(conversations.length)];
      const m = record(c, '20200324' + String(1e12 + produced), { contentType: 1, content: `${words[below(words.length)]} #${produced}` }, false);
      produced++;
      held.push(m);
      if (random() < repeat) held.push(m);
      if (held.length >= shuffle) {
        while (held.length) push('message', held.splice(below(held.length), 1)[0]);
        if (random() < 0.3) push('chat', listed(c));
      }
      if (below(dropEvery) === 0) dropAll();
    }
    if (produced >= total) {
      while (held.length) push('message', held.pop());
      clearInterval(timer);
    }
  }, 10);
}
server.listen(num('port', 0), '127.0.0.1', () => {
  process.stdout.write(JSON.stringify({ port: server.address().port, account: 'user1', secret: 'Q3KR21ME' }) + '\n');
});
