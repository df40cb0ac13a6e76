import type { FileKind } from './fact.js';

/** Names that say it all, whatever stands in the file. `path` is POSIX. */
const DOCKERFILE = /(?:^|\/)(?:(?:[^/]*[._-])?(?:Dockerfile|Containerfile)(?:[.-][^/]*)?|[^/]+\.(?:dockerfile|containerfile))$/;
/** Files beside Dockerfiles that only look like them. */
const NOT_DOCKERFILE =
  /\.(?:dockerignore|containerignore|md|txt|sh|json|ya?ml|tmpl|tpl|template|j2|jinja2|erb|swp|bak|orig|rej|py|js|ts|go)$|~$/;
const COMPOSE = /(?:^|\/)(?:[^/]*[.-])?(?:docker-)?compose(?:[.-][^/]*)?\.ya?ml$/i;
const YAML = /\.ya?ml$/i;
const JSON_FILE = /\.json$/i;

/** YAML that is somebody else's, whatever it holds. */
const OTHER =
  /(?:^|\/)(?:\.github\/workflows\/[^/]+|action\.ya?ml|Chart\.ya?ml|values[^/]*\.ya?ml|\.gitlab-ci\.ya?ml|mkdocs\.ya?ml|pnpm-lock\.yaml|(?:openapi|swagger)[^/]*|(?:[^/]*\.)?seaworthy\.ya?ml)$/i;

/** It says what it is by its name alone: `apiVersion` and `kind` may be left out. */
const KUSTOMIZATION = /(?:^|\/)kustomization\.ya?ml$/;

/** Keys that only an engine's configuration has. */
const DAEMON_KEY =
  /"(?:authorization-plugins|bip|bridge|builder|cgroup-parent|data-root|debug|default-address-pools|default-cgroupns-mode|default-ipc-mode|default-network-opts|default-runtime|default-shm-size|default-ulimits|dns|exec-opts|experimental|features|fixed-cidr|group|hosts|icc|insecure-registries|ip|ip-forward|ip-masq|iptables|ip6tables|ipv6|labels|live-restore|log-driver|log-level|log-opts|max-concurrent-downloads|max-concurrent-uploads|max-download-attempts|metrics-addr|mtu|no-new-privileges|oom-score-adjust|proxies|registry-mirrors|runtimes|seccomp-profile|selinux-enabled|shutdown-timeout|storage-driver|storage-opts|swarm-default-advertise-addr|tls|tlscacert|tlscert|tlskey|tlsverify|userland-proxy|userns-remap|allow-direct-routing)"\s*:/;

const OBJECT = /^\uFEFF?(?:["']?apiVersion["']?[ \t]*:[ \t]*["']?(?:[a-z0-9](?:[-a-z0-9.]*[a-z0-9])?\/)?v\d)/m;
const OBJECT_KIND = /^\uFEFF?["']?kind["']?[ \t]*:[ \t]*["']?[A-Z]/m;
/** A document that is one flow map, as JSON is. */
const FLOW = /^\uFEFF?\s*(?:---\s*)?\{/;
const FLOW_OBJECT = /[{,]\s*["']?apiVersion["']?\s*:\s*["']?[\w.-]+/;
const FLOW_KIND = /[{,]\s*["']?kind["']?\s*:\s*["']?[A-Z]/;
/** A map of services, not a list of them. */
const SERVICES = /^services[ \t]*:[ \t]*(?:#.*)?\r?\n(?:[ \t]*(?:#.*)?\r?\n)*[ \t]+[^\s#-]/m;
/** A file that others extend, or that is laid over another one, may have few of the keys of a service. */
const SERVICE_KEYS =
  /^[ \t]+(?:image|build|command|container_name|cap_add|cap_drop|cpus|depends_on|deploy|devices|dns|entrypoint|env_file|environment|expose|extends|extra_hosts|healthcheck|ipc|labels|logging|mem_limit|network_mode|networks|pid|pids_limit|ports|privileged|profiles|pull_policy|read_only|restart|secrets|security_opt|shm_size|sysctls|tmpfs|ulimits|user|userns_mode|volumes|working_dir)[ \t]*:/m;

/**
 * What a file is, by its name first and its text second. `undefined`: none of ours, not parsed.
 * @param path POSIX path or base name.
 * @param language the editor's language id, which the user may have chosen by hand.
 */
export function detect(path: string, text: string, language?: string): FileKind | undefined {
  // Templates of Dockerfiles are somebody else's language until they are rendered.
  if (language === 'dockerfile') return /\.(?:tmpl|tpl|template|j2|jinja2|erb)$/.test(path) ? undefined : 'dockerfile';
  if (DOCKERFILE.test(path) && !NOT_DOCKERFILE.test(path)) return 'dockerfile';
  if (language === 'dockercompose') return 'compose';
  if (YAML.test(path) || language === 'yaml') {
    if (OTHER.test(path)) return undefined;
    if (KUSTOMIZATION.test(path)) return 'kubernetes';
    if (COMPOSE.test(path) && !OBJECT.test(text)) return 'compose';
    if ((OBJECT.test(text) && OBJECT_KIND.test(text)) || isFlowObject(text)) return 'kubernetes';
    return SERVICES.test(text) && SERVICE_KEYS.test(text) ? 'compose' : undefined;
  }
  if (/(?:^|\/)daemon\.json$/.test(path)) return DAEMON_KEY.test(text) || isOfEngine(path, text) ? 'daemon' : undefined;
  return JSON_FILE.test(path) && isFlowObject(text) ? 'kubernetes' : undefined;
}

/** Where engines look for it, it is theirs with nothing in it, too: then all is as it comes. */
const isOfEngine = (path: string, text: string): boolean =>
  /(?:^|\/)docker\/daemon\.json$/.test(path) && /^\uFEFF?\s*\{\s*\}\s*$/.test(text);

const isFlowObject = (text: string): boolean => FLOW.test(text) && FLOW_OBJECT.test(text) && FLOW_KIND.test(text);

/** Whether a path can be one of ours at all: what a walk of the workspace reads. */
export const isCandidate = (path: string): boolean =>
  (DOCKERFILE.test(path) && !NOT_DOCKERFILE.test(path)) ||
  (YAML.test(path) && !/(?:^|\/)pnpm-lock\.yaml$/.test(path)) ||
  /(?:^|\/)daemon\.json$/.test(path) ||
  (JSON_FILE.test(path) && /(?:^|\/)(?:k8s|kubernetes|manifests|deploy)\//.test(path));

/** Files that rules ask for beside the documents. */
export const isCompanion = (path: string): boolean =>
  /(?:^|\/)(?:secrets\/[^/]*\.txt|[^/]*\.(?:docker|container)ignore|\.gitignore|[^/]*\.env|\.env\.[^/]+)$/.test(path);
