// npm ws as a server for the interop tests: what it does with a connection is the path, how it compresses is the query.
// Arguments: certificate file, key file. Says its ports on standard output as one line of JSON.
'use strict';
const fs = require('fs');
const http = require('http');
const https = require('https');
const { SSL_OP_NO_TICKET } = require('crypto').constants;
const { WebSocketServer } = require('ws');

const [certificate, key] = process.argv.slice(2);
const closed = new Map();
const waiting = new Map();

function noteClosed(token, text) {
  closed.set(token, text);
  if (waiting.has(token)) waiting.get(token)(text);
}

function deflateOptions(query) {
  if (!query.has('deflate')) return false;
  const options = { threshold: 0, concurrencyLimit: 10 };
  if (query.has('snct')) options.serverNoContextTakeover = true;
  if (query.has('cnct')) options.clientNoContextTakeover = true;
  if (query.has('sbits')) options.serverMaxWindowBits = Number(query.get('sbits'));
  if (query.has('cbits')) options.clientMaxWindowBits = Number(query.get('cbits'));
  return options;
}

function sendInFragments(ws, data, binary, count) {
  const size = Math.max(1, Math.floor(data.length / count));
  for (let i = 0; i < count; i++) {
    const last = i === count - 1;
    ws.send(data.subarray(i * size, last ? data.length : (i + 1) * size), { fin: last, binary });
    if (!last) ws.ping('between');
  }
}

const behaviours = {
  '/echo': (ws) => ws.on('message', (data, binary) => ws.send(data, { binary })),
  '/fragments': (ws, query) => ws.on('message', (data, binary) => sendInFragments(ws, data, binary, Number(query.get('count')))),
  '/ping': (ws) => {
    ws.on('pong', (data) => ws.send('pong ' + data));
    ws.ping('are you there');
  },
  '/close': (ws, query) => (query.has('code') ? ws.close(Number(query.get('code')), query.get('reason') || '') : ws.close()),
  '/burst': (ws, query) => {
    const count = Number(query.get('count'));
    for (let i = 0; i < count; i++) ws.send('message ' + i);
  },
  '/headers': (ws, query, request) => {
    const socket = request.socket;
    const tls = socket.encrypted ? { 'x-tls-protocol': socket.getProtocol(), 'x-tls-name': String(socket.servername) } : {};
    ws.send(JSON.stringify({ ...request.headers, ...tls }));
  },
  '/vanish': (ws) =>
    ws.on('message', (data) => {
      if (String(data) !== 'vanish') ws.send(data, { binary: false });
      // A head that promises 1,000 bytes, and nothing after the first of them.
      else ws._socket.write(Buffer.concat([Buffer.from([0x81, 0x7e, 0x03, 0xe8]), Buffer.from('half a mess')]), () => ws._socket.destroy());
    }),
  '/tell': (ws, query) => {
    const token = query.get('token');
    const tell = (text) => ws.send(text);
    if (closed.has(token)) tell(closed.get(token));
    else waiting.set(token, tell);
  },
};

function serve(server) {
  server.on('upgrade', (request, socket, head) => {
    const url = new URL(request.url, 'http://x');
    if (url.pathname === '/refuse') {
      socket.end(`HTTP/1.1 ${url.searchParams.get('status')} No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`);
      return;
    }
    const endpoint = new WebSocketServer({
      noServer: true,
      perMessageDeflate: deflateOptions(url.searchParams),
      maxPayload: 64 << 20,
      handleProtocols: (offered) => (offered.has('trade.v2') ? 'trade.v2' : false),
    });
    endpoint.handleUpgrade(request, socket, head, (ws) => {
      ws.on('close', (code, reason) => noteClosed(url.searchParams.get('token'), `${code} ${reason}`));
      ws.on('error', () => {});
      behaviours[url.pathname](ws, url.searchParams, request);
    });
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server.address().port)));
}

const files = { cert: fs.readFileSync(certificate), key: fs.readFileSync(key) };
Promise.all([
  serve(http.createServer()),
  // In a session that is resumed in TLS 1.2, OpenSSL does not tell the name that was asked for.
  serve(https.createServer({ ...files, minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2', secureOptions: SSL_OP_NO_TICKET })),
  serve(https.createServer({ ...files, minVersion: 'TLSv1.3', maxVersion: 'TLSv1.3' })),
]).then(([plain, tls12, tls13]) => console.log(JSON.stringify({ plain, tls12, tls13 })));
