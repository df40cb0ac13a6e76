import { strict as assert } from 'node:assert';
import { rules } from '../../rules/index.js';
import { analysisOf, engineOf } from '../rule-examples.js';

/** How loud rules are where that depends: what the finding is, its rule, the file, and the severities of what is shown, in order. */
type Row = readonly [what: string, rule: string, text: string, severities: string];

const rows: readonly Row[] = [
  ['a password as an argument', 'no-secrets-in-arg', 'FROM a:1\nARG DB_PASSWORD=b1ue-Heron-42\n', 'critical'],
  ['an argument for a password', 'no-secrets-in-arg', 'FROM a:1\nARG DB_PASSWORD\n', 'high'],
  ['... that stays in another stage, unread', 'no-secrets-in-arg', 'FROM a:1 AS b\nARG NPM_TOKEN\nRUN make\nFROM a:1\n', 'medium'],
  ['... read there', 'no-secrets-in-arg', 'FROM a:1 AS b\nARG NPM_TOKEN\nRUN npm ci --token $NPM_TOKEN\nFROM a:1\n', 'high'],
  ['... kept there', 'no-secrets-in-arg', 'FROM a:1 AS b\nARG NPM_TOKEN\nENV NPM_TOKEN=$NPM_TOKEN\nFROM a:1\n', 'high'],
  ['... of no stage', 'no-secrets-in-arg', 'ARG DB_PASSWORD\nFROM a:1\n', 'medium'],
  ['a password of no stage', 'no-secrets-in-arg', 'ARG DB_PASSWORD=b1ue-Heron-42\nFROM a:1\n', 'critical'],
  ['a password of the image', 'no-secrets-in-environment', 'FROM a:1\nENV DB_PASSWORD=b1ue-Heron-42\n', 'high'],
  ['... of a stage that stays behind', 'no-secrets-in-environment', 'FROM a:1 AS b\nENV DB_PASSWORD=b1ue-Heron-42\nFROM a:1\n', 'medium'],
  ['... of one that is built on', 'no-secrets-in-environment', 'FROM a:1 AS b\nENV DB_PASSWORD=b1ue-Heron-42\nFROM b\n', 'high'],
  ['... that a page gets', 'no-secrets-in-environment', 'FROM a:1 AS b\nENV VITE_API_SECRET=b1ue-Heron-42\nFROM a:1\n', 'critical'],
  ['a place for a password', 'no-secrets-in-environment', 'FROM a:1\nENV DB_PASSWORD=\n', 'info'],
  ['curl that asks itself', 'no-insecure-curl', 'FROM a:1\nHEALTHCHECK CMD curl -kf https://localhost:8443/\n', 'info'],
  ['wget without HSTS', 'no-insecure-wget', 'FROM a:1\nRUN wget --no-hsts https://example.com/x\n', 'info'],
  ['wget that does not check', 'no-insecure-wget', 'FROM a:1\nRUN wget --check-certificate=off https://example.com/x\n', 'high'],
  ['keys taken once', 'no-ssh-host-check-disabled', 'FROM a:1\nRUN ssh -o StrictHostKeyChecking=accept-new example.com\n', 'info'],
  ['an environment file', 'no-secret-file-copy', 'FROM a:1\nCOPY .env .npmrc /app/\n', 'critical critical'],
  ['... in a stage that stays behind', 'no-secret-file-copy', 'FROM a:1 AS b\nCOPY .env /app/\nFROM a:1\n', 'medium'],
  ['the history', 'no-secret-file-copy', 'FROM a:1\nCOPY .git /app/.git\n', 'medium'],
  ['what a key elsewhere opens', 'no-secret-file-copy', 'FROM a:1\nCOPY config/credentials.yml.enc .gitconfig /app/\n', 'info info'],
  ['volumes of the system', 'no-sensitive-volume', 'FROM a:1\nVOLUME /etc/app /home/app/.ssh /run/app /root\n', 'high low info high'],
  ['an address in instructions', 'no-secrets-in-labels', 'FROM a:1\nLABEL usage="DB=postgres://user:password@localhost/db"\n', 'info'],
];

describe('how loud rules are about Dockerfiles', () => {
  for (const [what, rule, text, severities] of rows) {
    it(`${rule}: ${what}`, () => {
      const { findings } = analysisOf(engineOf(rules, { Dockerfile: text }), 'Dockerfile');
      const shown = findings.filter(finding => finding.rule.meta.id === rule && !finding.hidden && !finding.supersededBy);
      assert.equal(shown.map(({ severity }) => severity).join(' '), severities);
    });
  }
});
