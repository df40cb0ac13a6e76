import type { Span } from '../../text.js';

/** A token whose shape its vendor guarantees. */
export interface VendorToken extends Span {
  readonly vendor: string;
  /** What may be shown of it: the vendor's public prefix, `''` without one. */
  readonly prefix: string;
}

interface Shape {
  readonly vendor: string;
  /** Texts of three characters or more, one of which every such token holds, so that most shapes cost one search. */
  readonly literals: readonly string[];
  readonly pattern: RegExp;
}

const shape = (vendor: string, literals: string, pattern: string): Shape => ({
  vendor,
  literals: literals.split(' '),
  pattern: new RegExp(`(?<![A-Za-z0-9_-])(?:${pattern})(?![A-Za-z0-9_])`, 'g'),
});

/**
 * From the vendors' published token formats. Every repetition is bounded, and a token never starts inside a run of token characters, so a
 * text is read at most once per shape. The first group of a pattern is the public prefix.
 */
const SHAPES: readonly Shape[] = [
  shape('AWS', 'AKIA ASIA ABIA ACCA', '(AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}'),
  shape(
    'AWS',
    'aws_secret_access_key AWS_SECRET_ACCESS_KEY',
    `(?<=(?:aws_secret_access_key|AWS_SECRET_ACCESS_KEY)["' ]{0,2}[=: ]["' ]{0,2})[A-Za-z0-9/+]{40}(?!=)`,
  ),
  shape('GitHub', 'ghp_ gho_ ghu_ ghs_ ghr_', '(gh[pousr]_)[A-Za-z0-9]{36,255}'),
  shape('GitHub', 'github_pat_', '(github_pat_)[A-Za-z0-9]{22}_[A-Za-z0-9]{59}'),
  shape(
    'GitLab',
    'glpat- gldt- glrt- glrtr- glcbt- glptt- glft- glimt- glagent- gloas- glsoat-',
    '(gl(?:pat|dt|rtr?|cbt|ptt|ft|imt|agent|oas|soat)-)[A-Za-z0-9_.-]{20,300}',
  ),
  shape('Slack', 'xoxa- xoxb- xoxe- xoxo- xoxp- xoxr- xoxs-', '(xox[abeoprs]-)(?=[A-Za-z-]{0,12}[0-9])[A-Za-z0-9-]{20,255}'),
  shape('Slack', 'xapp-', '(xapp-)[0-9]-[A-Z0-9]{8,16}-[0-9]{8,16}-[a-f0-9]{64}'),
  shape('Slack', 'hooks.slack.com/', '(https://hooks\\.slack\\.com/(?:services|workflows)/)[A-Za-z0-9_/-]{30,120}'),
  shape('Stripe', '_live_', '([sr]k_live_)[A-Za-z0-9]{16,247}'),
  shape('Stripe', 'whsec_', '(whsec_)[A-Za-z0-9+/]{32,64}={0,2}'),
  shape('Google', 'AIza', '(AIza)[A-Za-z0-9_-]{35}'),
  shape('Google', 'GOCSPX-', '(GOCSPX-)[A-Za-z0-9_-]{28}'),
  shape('Google', 'ya29.', '(ya29\\.)[A-Za-z0-9_-]{30,1000}'),
  shape('npm', 'npm_', '(npm_)[A-Za-z0-9]{36}'),
  shape('PyPI', 'pypi-AgE', '(pypi-)AgE[A-Za-z0-9_-]{50,1000}'),
  shape('Docker Hub', 'dckr_pat_ dckr_oat_', '(dckr_[po]at_)[A-Za-z0-9_-]{27,64}'),
  shape('SendGrid', 'SG.', '(SG\\.)[A-Za-z0-9_-]{22}\\.[A-Za-z0-9_-]{43}'),
  shape('Twilio', 'SK0 SK1 SK2 SK3 SK4 SK5 SK6 SK7 SK8 SK9 SKa SKb SKc SKd SKe SKf', '(SK)[a-f0-9]{32}'),
  shape('Azure Storage', 'AccountKey=', '(AccountKey=)[A-Za-z0-9+/]{86}=='),
  shape('HashiCorp Vault', 'hvs. hvb. hvr.', '(hv[sbr]\\.)[A-Za-z0-9_-]{24,300}'),
  shape('HCP Terraform', '.atlasv1.', '[A-Za-z0-9]{14}\\.atlasv1\\.[A-Za-z0-9_-]{60,70}'),
  shape('DigitalOcean', 'dop_v1_ doo_v1_ dor_v1_', '(do[opr]_v1_)[a-f0-9]{64}'),
  shape('Hugging Face', 'hf_', '(hf_)[A-Za-z]{34}'),
  shape('OpenAI', 'T3BlbkFJ', '(sk-(?:proj-|svcacct-|admin-)?)[A-Za-z0-9_-]{16,100}T3BlbkFJ[A-Za-z0-9_-]{20,100}'),
  shape('Anthropic', 'sk-ant-', '(sk-ant-)[a-z]{2,10}[0-9]{2}-[A-Za-z0-9_-]{80,120}'),
  shape('OpenRouter', 'sk-or-v1-', '(sk-or-v1-)[a-f0-9]{64}'),
  shape('Groq', 'gsk_', '(gsk_)[A-Za-z0-9]{52}'),
  shape('Replicate', 'r8_', '(r8_)[A-Za-z0-9]{37}'),
  shape('Shopify', 'shpat_ shpca_ shppa_ shpss_', '(shp(?:at|ca|pa|ss)_)[a-fA-F0-9]{32}'),
  shape('Heroku', 'HRKU-AA', '(HRKU-)AA[A-Za-z0-9_-]{58}'),
  shape('Databricks', 'dapi', '(dapi)[a-f0-9]{32}(?:-[0-9])?'),
  shape('Linear', 'lin_api_', '(lin_api_)[A-Za-z0-9]{40}'),
  shape('Mailgun', 'key-', '(key-)[a-f0-9]{32}'),
  shape('Telegram', ':AA', '[0-9]{8,10}:AA[A-Za-z0-9_-]{33}'),
  shape('Discord', '/api/webhooks/', '(https://(?:ptb\\.|canary\\.)?discord(?:app)?\\.com/api/webhooks/)[0-9]{17,20}/[A-Za-z0-9_-]{60,80}'),
  shape('New Relic', 'NRAK-', '(NRAK-)[A-Z0-9]{27}'),
  shape('Grafana', 'glc_', '(glc_)eyJ[A-Za-z0-9+/]{30,400}={0,2}'),
  shape('Grafana', 'glsa_', '(glsa_)[A-Za-z0-9]{32}_[a-fA-F0-9]{8}'),
  shape('Pulumi', 'pul-', '(pul-)[a-f0-9]{40}'),
  shape('Doppler', 'dp.', '(dp\\.(?:pt|st|ct|sa|scim|audit)\\.)(?:[a-z0-9_-]{2,35}\\.)?[A-Za-z0-9]{40,44}'),
  shape('Postman', 'PMAK-', '(PMAK-)[a-f0-9]{24}-[a-f0-9]{34}'),
  shape('RubyGems', 'rubygems_', '(rubygems_)[a-f0-9]{48}'),
  shape('Sentry', 'sntryu_', '(sntryu_)[a-f0-9]{64}'),
  shape('Sentry', 'sntrys_', '(sntrys_)eyJ[A-Za-z0-9+/=_-]{60,600}'),
  shape('Supabase', 'sbp_', '(sbp_)[a-f0-9]{40}'),
  shape('Tailscale', 'tskey-', '(tskey-(?:auth|api|client|scim|webhook)-)[A-Za-z0-9]{8,24}-[A-Za-z0-9]{20,64}'),
  shape('Atlassian', 'ATATT3', '(ATATT3)[A-Za-z0-9_=-]{180,250}'),
  shape('Netlify', 'nfp_', '(nfp_)[A-Za-z0-9]{36}'),
  shape('JWT', 'eyJ', '(eyJ)[A-Za-z0-9_-]{10,2000}\\.eyJ[A-Za-z0-9_-]{10,8000}\\.[A-Za-z0-9_-]{20,2000}'),
];

/** Every token, or the name that it stands behind, has as many of the characters below in a row. */
const SHORTEST = 20;

/** By the code of a character: whether it stands in tokens. */
const IN_TOKENS = Uint8Array.from({ length: 128 }, (_, code) => (/[\w./+=-]/.test(String.fromCharCode(code)) ? 1 : 0));

const LITERALS = SHAPES.flatMap(({ literals }) => literals);

/** One of the texts that tokens hold, where it is told to look. */
const ANY_LITERAL = new RegExp(LITERALS.map(literal => literal.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|'), 'y');

/** The place of three characters, from that of the three before the last one. */
const placeAfter = (place: number, code: number): number => ((place << 4) ^ code) & 0xfff;

/** By the place of three characters: whether such a text begins with them, or with others of the same place. */
const BEGINNINGS = new Uint8Array(0x1000);
for (const literal of LITERALS) BEGINNINGS[[0, 1, 2].reduce((place, at) => placeAfter(place, literal.charCodeAt(at)), 0)] = 1;

/** All vendor tokens of a text, in order. Documented examples and made-up tokens (`ghp_xxxx...`) are left out. */
export function findVendorTokens(text: string): readonly VendorToken[] {
  if (!hasSign(text)) return NONE;
  const found: VendorToken[] = [];
  for (const { vendor, literals, pattern } of SHAPES) {
    if (!literals.some(literal => text.includes(literal))) continue;
    for (const match of text.matchAll(pattern)) {
      const prefix = match[1] ?? '';
      if (!isMadeUp(match[0].slice(prefix.length))) found.push({ start: match.index, end: match.index + match[0].length, vendor, prefix });
    }
  }
  return found.sort((a, b) => a.start - b.start || b.end - a.end).filter((token, i, all) => i === 0 || all[i - 1]!.end <= token.start);
}

const NONE: readonly VendorToken[] = [];

/** Whether a text that tokens hold stands where one has room. Looks back from every twentieth character: hardly any blank is farther. */
function hasSign(text: string): boolean {
  let start = 0;
  let end = SHORTEST;
  while (end <= text.length) {
    let at = end - 1;
    while (at >= start && isInTokens(text.charCodeAt(at))) at--;
    if (at < start) {
      while (end < text.length && isInTokens(text.charCodeAt(end))) end++;
      // The colon of `:AA` stands before the run.
      if (holdsLiteral(text, Math.max(0, start - 1), end)) return true;
      at = end;
    }
    start = at + 1;
    end = start + SHORTEST;
  }
  return false;
}

function holdsLiteral(text: string, start: number, end: number): boolean {
  let place = 0;
  for (let at = start; at < end; at++) {
    place = placeAfter(place, text.charCodeAt(at));
    if (BEGINNINGS[place] === 0) continue;
    ANY_LITERAL.lastIndex = Math.max(start, at - 2);
    if (ANY_LITERAL.test(text)) return true;
  }
  return false;
}

const isInTokens = (code: number): boolean => code < 128 && IN_TOKENS[code] === 1;

/**
 * Whether a person typed the token: it says so, or its characters repeat or count up (`aaaa`, `1234567890abcdefghij`).
 * In a random body a character follows its predecessor about once in thirty times.
 */
function isMadeUp(body: string): boolean {
  if (/EXAMPLE|xxxx|(?:^|[-_])your(?:[-_]|$)|\.{3}/i.test(body)) return true;
  let steps = 0;
  for (let i = 1; i < body.length; i++) {
    const step = body.charCodeAt(i) - body.charCodeAt(i - 1);
    if (step === 0 || step === 1) steps++;
  }
  return steps > body.length / 2;
}
