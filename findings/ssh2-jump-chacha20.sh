#!/bin/sh
# A connection through a jump host, made with ssh2 inside ssh2, closes when both use chacha20-poly1305.
#
# ssh2 1.17.0 from npm, installed without install scripts, so without its native binding. forwardOut gives the stream to
# the second host, and a second Client takes it as its `sock`, which is how ssh2's own documentation reaches a host
# behind another one. With chacha20-poly1305@openssh.com on both connections, OpenSSH's first choice, the inner one
# closes during the handshake; with AES it works. Cause, read in lib/protocol/crypto.js: the nonce of this cipher is one
# buffer for the whole module, and a packet is written out while it is still being encrypted, so that the outer
# connection's nonce replaces the inner one's halfway. A way around it: delay each write of the inner connection, for
# example with setImmediate, until it has finished encrypting. Seen on Linux with Node 20.20.2. Ends with 0 while this
# is so, with 1 once it has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private":true}' > package.json
npm install --silent --ignore-scripts --no-audit --no-fund ssh2@1.17.0 > /dev/null

cat > jump.cjs <<'SCRIPT'
const net = require('node:net');
const { Client, Server, utils } = require('ssh2');

const [cipher] = process.argv.slice(2);
const hostKey = utils.generateKeyPairSync('ed25519').private;

function serve(client) {
  client.on('error', () => undefined);
  client.on('authentication', (request) => request.accept());
  client.on('tcpip', (accept, _reject, { destIP, destPort }) => {
    const far = net.connect(destPort, destIP);
    const near = accept();
    near.pipe(far).pipe(near);
    far.on('error', () => near.end());
    near.on('error', () => far.end());
  });
  client.on('session', (accept) =>
    accept().on('exec', (start) => {
      const channel = start();
      channel.write('ran');
      channel.exit(0);
      channel.end();
    }),
  );
}

const listen = () =>
  new Promise((resolve) => {
    const server = new Server({ hostKeys: [hostKey] }, serve);
    server.listen(0, '127.0.0.1', () => resolve(server.address().port));
  });

function finish(outcome) {
  console.log(outcome);
  process.exit(0);
}

async function main() {
  const [gate, board] = [await listen(), await listen()];
  const login = { username: 'user', password: 'any', algorithms: { cipher: [cipher] } };
  const outer = new Client();
  const inner = new Client();
  inner
    .on('error', (error) => finish(`error: ${error.message}`))
    .on('close', () => finish('closed'))
    .on('ready', () => inner.exec('command', (_, channel) => channel.on('data', (data) => finish(String(data)))));
  outer
    .on('error', (error) => finish(`jump host: ${error.message}`))
    .on('ready', () =>
      outer.forwardOut('127.0.0.1', 0, '127.0.0.1', board, (_, sock) => inner.connect({ ...login, sock })),
    )
    .connect({ ...login, host: '127.0.0.1', port: gate });
  setTimeout(() => finish('nothing within 10 s'), 10_000);
}

main();
SCRIPT

aes=$(node jump.cjs aes128-gcm@openssh.com)
chacha=$(node jump.cjs chacha20-poly1305@openssh.com)
echo "both with aes128-gcm@openssh.com: $aes"
echo "both with chacha20-poly1305@openssh.com: $chacha"
[ "$aes" = ran ] && [ "$chacha" = closed ] || { echo "ssh2 1.17.0 behaves in another way than described"; exit 1; }
