import type { Instruction } from '../../core/facts/documents/dockerfile.js';
import type { ShellCommand } from '../../core/facts/shell/types.js';
import { defineRule, type Finding } from '../../core/judge/rule.js';

/**
 * Log-ins as their command lines start, by how the name of the program starts, in lower case: each leaves the credential in a file of the
 * image.
 */
const LOGINS: readonly (readonly [programs: readonly string[], login: RegExp])[] = [
  [['aws'], /^aws (?:--\S+ (?:[^-\s]\S* )?)*configure (?:set (?:\S+\.)?aws_(?:access_key_id|secret_access_key|session_token)\b|import\b)/],
  [['gcloud'], /^gcloud (?:\S+ )*auth (?:activate-service-account|login)\b/],
  [['az'], /^az login\b.*\s(?:-p|--password|--federated-token)\b/],
  [['doctl'], /^doctl auth init\b.*\s(?:-t|--access-token)\b/],
  [['docker', 'podman', 'buildah', 'oras', 'skopeo'], /^(?:docker|podman|buildah|oras|skopeo) login\b/],
  [['helm'], /^helm registry login\b/],
  [['crane'], /^crane auth login\b/],
  [['gh'], /^gh auth login\b/],
  [['heroku'], /^heroku (?:login|auth:login)\b/],
  [['npm'], /^npm (?:login|adduser)\b/],
  [['npm', 'pnpm'], /^(?:npm|pnpm) (?:config|c) set \S*_(?:authToken|auth|password)\b/i],
  [['yarn'], /^yarn config set \S*npmAuth(?:Token|Ident)\b/],
  [['pip'], /^pip\S* config (?:\S+ )*set \S*index-url \S*:\/\/[^/\s]+@/],
  [['poetry'], /^poetry config (?:http-basic|pypi-token)\.\S+ \S/],
  [['composer'], /^composer (?:global )?config (?:-\S+ )*(?:http-basic|github-oauth|gitlab-token|bearer)\.\S+ \S/],
  [['bundle'], /^bundle config (?:set )?(?:-\S+ )*\S+\.\S+ \S+:\S+$/],
  [['git'], /^git config (?:-\S+ )*credential\.(?:\S+\.)?helper (?:store\b|!.*\bpassword=)/],
  [['git'], /^git config (?:-\S+ )*url\.https?:\/\/[^/\s]*@\S+\.insteadOf\b/i],
  [['dotnet'], /^dotnet nuget add source\b.*\s(?:-p|--password)\b/],
  [['cargo'], /^cargo login\b/],
  [['twine'], /^twine upload\b.*\s(?:-p|--password)\b/],
  [['kubectl'], /^kubectl config set-credentials\b/],
  [['vault'], /^vault login\b/],
];

const UNDONE = /\b(?:logout|revoke|unset|--unset|delete)\b/;

export default defineRule({
  meta: {
    id: 'no-credential-setup-in-run',
    title: 'The build logs in, and the image keeps it',
    layer: 'secrets',
    per: {
      dockerfile: { severity: 'high', preset: 'essential', fix: null },
    },
    controls: {
      'cis-docker-1.6': ['4.10'],
      'nist-800-190': ['4.1.4'],
      'owasp-docker': ['RULE #12'],
      'nist-800-53': ['IA-5', 'IA-5(7)', 'SC-28'],
      'pci-dss-4': ['8.3.2', '8.6.2'],
      soc2: ['CC6.1'],
      hipaa: ['164.312(a)(1)', '164.312(d)'],
    },
    alsoKnownAs: {
      trivy: ['DS-0031'],
      'docker-bench': ['check_4_10'],
    },
    why: 'Logging in writes the credential into a file of the layer. Everyone who can pull the image has it, even when a later step removes the file.',
    remedy:
      "Mount the tool's own file for the step: `RUN --mount=type=secret,id=npmrc,target=/root/.npmrc npm ci`. Then no log-in is needed.",
    exceptions:
      'Steps that get the credential from a secret mount and remove what they wrote are not reported; without the mount they weigh less.',
    examples: [
      {
        file: 'Dockerfile',
        bad: 'FROM node:22\nARG NPM_TOKEN\nRUN «npm config set //npm.example.com/:_authToken=$NPM_TOKEN» && npm ci\n',
        message: 'npm writes a credential into the image.',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM alpine:3.22\nRUN «aws configure set aws_secret_access_key $SECRET» && echo "$PW" | «docker login -u ci --password-stdin»\n',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM alpine:3.22\nARG T\nRUN «git config --global url."https://ci:${T}@git.example/".insteadOf https://git.example/» && «aws --profile ci configure set aws_access_key_id $ID»\n',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM alpine:3.22\nRUN «git config --global credential.helper store» && «git config credential.helper "!f() { echo password=$PW; }; f"»\n',
      },
      {
        file: 'Dockerfile',
        good: 'FROM alpine:3.22\nRUN --mount=type=secret,id=pw docker login -u ci --password-stdin < /run/secrets/pw && docker pull x && docker logout\nRUN aws configure set region eu-west-1 && git config --global user.name ci && git config --global credential.helper cache && aws --output text configure list && npm config set registry https://r.example\n',
      },
    ],
  },
  keywords: ['RUN'],
  mentions: ['login', 'auth', 'configure', 'adduser', 'config', 'authToken', 'password', 'nuget', 'twine'],
  checks: {
    *instruction(instruction): Iterable<Finding> {
      const { commands } = instruction.script;
      for (const { shell, span, place } of instruction.commands) {
        if (!logsIn(shell)) continue;
        const removed = commands.slice(commands.indexOf(shell) + 1).some(undoes);
        if (hasMount(instruction, 'tmpfs') || (removed && hasMount(instruction, 'secret'))) continue;
        yield {
          at: { span, place },
          message: `${shell.name} writes a credential into the image.`,
          ...(removed ? { severity: 'medium' as const } : {}),
        };
      }
    },
  },
});

function logsIn({ name, words }: ShellCommand): boolean {
  if (name === undefined || words.length < 2 || words.length > 40) return false;
  const program = name.toLowerCase();
  let line: string | undefined;
  for (const [programs, login] of LOGINS) {
    if (!programs.some(start => program.startsWith(start))) continue;
    line ??= [name, ...words.slice(1).map(({ value, text }) => value ?? text.replaceAll('"', ''))].join(' ').slice(0, 500);
    if (login.test(line)) return true;
  }
  return false;
}

const undoes = ({ name, words }: ShellCommand): boolean =>
  name === 'rm' || name === 'shred' || words.some(({ value }, i) => i > 0 && UNDONE.test(value ?? ''));

const hasMount = ({ flags }: Instruction, type: string): boolean =>
  flags.some(({ name, value }) => name === 'mount' && value?.includes(`type=${type}`));
