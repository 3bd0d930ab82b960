// An authorization server: npm oidc-provider. Writes { port } once it listens. node authorize.mjs <options as JSON>:
// client, secret, redirect: the one client; lifetime: seconds of an access token; says: "deny" for somebody who does not agree.
// Whoever comes is signed in as "admin" and agrees. GET /token-is?token= tells whether the access token is good, and GET /revoke ends all grants.
import { createServer } from 'node:http';
import { Provider } from 'oidc-provider';

const options = JSON.parse(process.argv[2]);
let provider;
const grants = new Set();

const finish = async (request, response) => {
  const { prompt, params, session, grantId } = await provider.interactionDetails(request, response);
  if (options.says === 'deny') return provider.interactionFinished(request, response, { error: 'access_denied' });
  if (prompt.name === 'login') return provider.interactionFinished(request, response, { login: { accountId: 'admin' } });
  const grant = grantId ? await provider.Grant.find(grantId) : new provider.Grant({ accountId: session.accountId, clientId: params.client_id });
  grant.addOIDCScope('openid offline_access');
  const id = await grant.save();
  grants.add(id);
  return provider.interactionFinished(request, response, { consent: { grantId: id } }, { mergeWithLastSubmission: true });
};

const revoke = async () => {
  for (const id of grants) await (await provider.Grant.find(id))?.destroy();
};

const server = createServer(async (request, response) => {
  const url = new URL(request.url, 'http://localhost');
  try {
    if (url.pathname.startsWith('/interaction/')) return await finish(request, response);
    if (url.pathname === '/revoke') {
      await revoke();
      return response.end('{}');
    }
    if (url.pathname === '/token-is') return response.end(JSON.stringify({ good: (await provider.AccessToken.find(url.searchParams.get('token'))) !== undefined }));
    return provider.callback()(request, response);
  } catch (error) {
    console.error(error);
    response.statusCode = 500;
    response.end();
  }
});

server.listen(0, '127.0.0.1', () => {
  const { port } = server.address();
  provider = new Provider(`http://127.0.0.1:${port}`, {
    clients: [{
      client_id: options.client, client_secret: options.secret, redirect_uris: [options.redirect], grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'], token_endpoint_auth_method: 'client_secret_post',
    }],
    cookies: { keys: ['a key of this test alone'] },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
    pkce: { required: () => true, methods: ['S256'] },
    // A refresh token is good but once, as careful servers have it; used twice, everything that came of it ends.
    rotateRefreshToken: true,
    issueRefreshToken: async () => true,
    ttl: { AccessToken: options.lifetime ?? 3600, Grant: 86400, RefreshToken: 86400, Session: 600, Interaction: 600 },
    scopes: ['openid', 'offline_access'],
  });
  process.stdout.write(`${JSON.stringify({ port })}\n`);
});
