import { classifySecret } from '../../core/facts/secrets/classify.js';
import { defineRule } from '../../core/judge/rule.js';

export default defineRule({
  meta: {
    id: 'daemon-no-credentials-in-proxy',
    title: 'A password stands in the configuration of the engine',
    layer: 'secrets',
    per: {
      daemon: { severity: 'high', preset: 'essential', fix: null },
    },
    controls: {
      'nist-800-190': ['4.1.4'],
      'owasp-docker': ['RULE #12'],
      'nist-800-53': ['IA-5', 'IA-5(7)', 'SC-28'],
      'pci-dss-4': ['8.3.2', '8.6.2'],
      soc2: ['CC6.1'],
      hipaa: ['164.312(a)(1)', '164.312(d)'],
    },

    why: 'The file is readable by every account of the host, is copied into images of machines and into repositories, and `docker info` shows parts of it.',
    remedy:
      'Give proxies to the service by an environment file that only root reads (`EnvironmentFile=` of the systemd unit), and log drivers a collector on this host that knows the token. Then change the password.',
    exceptions: 'None; placeholders that a deployment fills in are not reported.',
    examples: [
      {
        file: 'etc/docker/daemon.json',
        bad: '{\n  "proxies": {\n    "http-proxy": «"http://build:Tr0ub4dor-x9@proxy.example.com:3128"»,\n    "no-proxy": "localhost"\n  }\n}\n',
        message: 'http-proxy holds a password that every account of the host can read.',
      },
      {
        file: 'etc/docker/daemon.json',
        bad: '{ "log-driver": "splunk", "log-opts": { "splunk-token": «"9f8e7d6c-5b4a-3f2e-1d0c-aa77bb66cc55"», "splunk-url": "https://splunk.example.com" } }\n',
        message: 'splunk-token holds a secret that every account of the host can read.',
      },
      { file: 'etc/docker/daemon.json', bad: '{ "registry-mirrors": [«"https://ci:Tr0ub4dor-x9@mirror.example.com"»] }\n' },
      {
        file: 'etc/docker/daemon.json',
        good: '{ "proxies": { "http-proxy": "http://proxy.example.com:3128" }, "log-opts": { "tag": "x", "splunk-token": "${SPLUNK_TOKEN}" } }\n',
      },
    ],
  },

  checks: {
    *daemon(daemon) {
      const mirrors = daemon.items('registry-mirrors').map(item => ({ ...item, key: 'registry-mirrors' }));
      for (const { key, value, span, place } of [...daemon.entries('proxies'), ...mirrors, ...daemon.entries('log-opts')]) {
        const secret = classifySecret(place.startsWith('log-opts') ? key : undefined, value);
        if (!secret) continue;
        const what = value.includes('@') ? 'password' : 'secret';
        yield { at: { span, place }, message: `${key} holds a ${what} that every account of the host can read.` };
      }
    },
  },
});
