import type { Framework } from '../judge/rule.js';

/** How people call a framework. */
export const frameworkNames: Readonly<Record<Framework, string>> = {
  'cis-docker-1.6': 'CIS Docker Benchmark 1.6',
  'cis-k8s-1.12': 'CIS Kubernetes Benchmark 1.12',
  pss: 'Pod Security Standards',
  nsa: 'NSA/CISA Kubernetes Hardening Guidance',
  'owasp-docker': 'OWASP Docker Security Cheat Sheet',
  'owasp-k8s': 'OWASP Kubernetes Top Ten',
  mitre: 'Threat matrix for Kubernetes',
  'nist-800-190': 'NIST SP 800-190',
  'nist-800-53': 'NIST SP 800-53',
  'pci-dss-4': 'PCI DSS 4',
  soc2: 'SOC 2',
  hipaa: 'HIPAA Security Rule',
};

/** `5`, 1, 3: `5.1`, `5.2`, `5.3`. */
const numbered = (prefix: string, first: number, last: number): readonly string[] =>
  Array.from({ length: last - first + 1 }, (_, i) => prefix + (first + i));

/**
 * Every control of the frameworks whose full list of numbers is known for certain. Of the others nothing is said about what no rule covers.
 * CIS Docker: its sections host (1), daemon (2), files of the daemon (3), images (4), runtime (5), operations (6), Swarm (7).
 */
export const controlLists: Readonly<Partial<Record<Framework, readonly string[]>>> = {
  'cis-docker-1.6': [
    ...numbered('1.1.', 1, 18),
    ...numbered('1.2.', 1, 2),
    ...numbered('2.', 1, 18),
    ...numbered('3.', 1, 24),
    ...numbered('4.', 1, 12),
    ...numbered('5.', 1, 32),
    ...numbered('6.', 1, 2),
    ...numbered('7.', 1, 9),
  ],
  'owasp-docker': [...numbered('RULE #', 0, 5), 'RULE #5a', ...numbered('RULE #', 6, 13)],
  'owasp-k8s': [...numbered('K0', 1, 9), 'K10'],
};
