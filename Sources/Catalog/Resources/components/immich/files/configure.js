// Puts what is secret into the settings, which are read from a file only.
const { readFileSync, writeFileSync } = require('node:fs');

const settings = JSON.parse(readFileSync('/opt/setup/settings.json', 'utf8'));
if (process.env.OAUTH_CLIENT_SECRET) settings.oauth.clientSecret = process.env.OAUTH_CLIENT_SECRET;
if (process.env.SMTP_PASSWORD) settings.notifications.smtp.transport.password = process.env.SMTP_PASSWORD;
writeFileSync('/config/immich.json', JSON.stringify(settings), { mode: 0o600 });
