/** Which names say that what they name is a secret: `api_key`, `DB_PASSWORD`, `wifiPassphrase`. Free of any library. */

const WORDS =
  /(^|_)(passwords?|passwd|passphrases?|passcodes?|pwd|secrets?|tokens?|credentials?|authorization|cookies?|apikeys?)(_|$)/;
/** At the end only: `keyId` names a key, and `public_key` is for everybody. */
const KEY = /(^|_)keys?$/;
const OPEN_KEY = /(^|_)(public|primary|foreign|sort|cache|idempotency)_keys?$/;
/** In a station "pin" is most often one of a connector. */
const PIN = /(^|_)(operator|user|login|badge|card)_pins?$|(^|_)pin_(codes?|hash|hashes)$/;
const SHORT = /(^|_)(db|database|user|admin|root|login|mqtt|ftp|smtp|proxy|wifi)_(pass|psk)$|(^|_)psk$/;
/** Of a secret, and none itself: how long it lives, where it stands in a header. */
const ABOUT =
  /_(expiry|expires(_in|_at)?|ttl|lifetime|hours|minutes|seconds|days|ms|s|count|length|size|type|name|header|ids?)$/;

/** Of every shell, and known to everybody. */
const WORKING_DIRECTORY = 'PWD';

/** Spelled in any way: snake_case, camelCase, with hyphens or dots. */
export function isSecretName(name: string): boolean {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/[^A-Za-z0-9]+/g, '_')
    .toLowerCase();
  if (name === WORKING_DIRECTORY || ABOUT.test(words)) return false;
  return WORDS.test(words) || PIN.test(words) || SHORT.test(words) || (KEY.test(words) && !OPEN_KEY.test(words));
}
