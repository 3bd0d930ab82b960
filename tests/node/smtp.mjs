// An SMTP server. Writes { port } once it listens, then a line of JSON for each message: how it came, and what two parsers read in it.
// node smtp.mjs <options as JSON>: key, cert (files), implicit (TLS from the start), plain (no STARTTLS), methods, user, password,
// and says: { local part: reply } for recipients that are refused, as in { "nobody": "550 5.1.1 who?" }; "data-" before it refuses the message itself.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import PostalMime from 'postal-mime';

const require = createRequire(import.meta.url);
const { SMTPServer } = require('smtp-server');
const { simpleParser } = require('mailparser');
const options = JSON.parse(process.argv[2]);
const says = options.says ?? {};
const tell = what => process.stdout.write(`${JSON.stringify(what)}\n`);
const refusal = reply => Object.assign(new Error(reply.slice(4)), { responseCode: Number(reply.slice(0, 3)) });
const local = address => address.split('@')[0];

const server = new SMTPServer({
  secure: options.implicit ?? false,
  key: options.key && readFileSync(options.key),
  cert: options.cert && readFileSync(options.cert),
  authOptional: !options.user,
  authMethods: options.methods ?? ['PLAIN'],
  disabledCommands: [...(options.plain ? ['STARTTLS'] : []), ...(options.user ? [] : ['AUTH'])],
  logger: false,
  onAuth(auth, session, done) {
    const given = auth.method === 'XOAUTH2' ? auth.accessToken : auth.password;
    if (auth.username === options.user && given === options.password) done(null, { user: auth.method });
    else done(null, { message: 'not you', data: { status: '401', schemes: 'bearer' } });
  },
  onRcptTo: ({ address }, session, done) => done(says[local(address)] ? refusal(says[local(address)]) : null),
  onData(stream, session, done) {
    const parts = [];
    stream.on('data', part => parts.push(part));
    stream.on('end', async () => {
      const raw = Buffer.concat(parts);
      const to = session.envelope.rcptTo.map(({ address }) => address);
      const said = says[`data-${local(to[0])}`];
      if (!said) {
        const [mail, postal] = [await simpleParser(raw, { skipImageLinks: true, skipTextToHtml: true, skipHtmlToText: true }), await PostalMime.parse(raw)];
        const names = mail.headerLines.map(({ key }) => key);
        tell({
          session: session.id, from: session.envelope.mailFrom.address, to, secure: session.secure, method: session.user ?? null,
          raw: raw.toString('base64'), names, lists: Object.fromEntries(mail.headerLines.filter(({ key }) => key.startsWith('list-')).map(({ key, line }) => [key, line])),
          parsed: [
            { subject: mail.subject ?? '', from: mail.from.value[0], to: mail.to.value[0], reply: mail.replyTo?.value[0] ?? null, text: mail.text ?? '', html: mail.html || null, id: mail.messageId, date: mail.date },
            { subject: postal.subject ?? '', from: postal.from, to: postal.to[0], reply: postal.replyTo?.[0] ?? null, text: postal.text ?? '', html: postal.html ?? null, id: postal.messageId, date: postal.date },
          ],
        });
      }
      done(said ? refusal(said) : null, 'taken');
    });
  },
});
server.on('error', () => {});
server.listen(options.port ?? 0, '127.0.0.1', () => tell({ port: server.server.address().port }));
