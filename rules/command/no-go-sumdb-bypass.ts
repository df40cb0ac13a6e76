import { defineRule } from '../../core/judge/rule.js';
import { switchedOff, TELLING } from './_switched-off.js';

export default defineRule({
  meta: {
    id: 'no-go-sumdb-bypass',
    title: 'Go does not compare checksums of modules',
    layer: 'supply-chain',
    per: {
      dockerfile: { severity: 'medium', preset: 'recommended', fix: 'review' },
    },
    controls: {
      'cis-docker-1.6': ['4.11'],
      'nist-800-190': ['4.1.3'],
      'nist-800-53': ['SI-7', 'CM-14', 'SR-11'],
      'pci-dss-4': ['6.3.2'],
      soc2: ['CC6.8'],
      hipaa: ['164.312(c)(1)'],
    },
    alsoKnownAs: {
      'docker-bench': ['check_4_11'],
    },
    why: 'The checksum database is what notices when a version of a module changes after the fact. Without it the first answer is believed, whoever gives it.',
    remedy: 'Take it out. For private modules set `GOPRIVATE` to their hosts; the rest goes on being checked.',
    exceptions: 'Patterns that name private hosts only are not reported.',
    examples: [
      {
        file: 'Dockerfile',
        bad: 'FROM golang:1.24\nENV CGO_ENABLED=0 «GOSUMDB=off»\n',
        fixed: 'FROM golang:1.24\nENV CGO_ENABLED=0\n',
        message: 'Go takes modules without comparing their checksums (GOSUMDB).',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM golang:1.24\nRUN «GOINSECURE=*» go build ./...\n',
        fixed: 'FROM golang:1.24\nRUN go build ./...\n',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM golang:1.24\nRUN go env -w GO111MODULE=on «GOSUMDB=off»\n',
        fixed: 'FROM golang:1.24\nRUN go env -w GO111MODULE=on\n',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM golang:1.24\nENV «GOFLAGS="-mod=mod -insecure"»\n',
        fixed: 'FROM golang:1.24\nENV GOFLAGS="-mod=mod"\n',
      },
      { file: 'Dockerfile', bad: 'FROM golang:1.24\nENV «GOPROXY=https://proxy.golang.org,http://go.example.com»\n' },
      {
        file: 'Dockerfile',
        good: 'FROM golang:1.24\nENV GOPRIVATE=git.example.com GONOSUMDB=git.example.com,github.com/example/*\n',
      },
    ],
  },
  keywords: TELLING,
  mentions: ['go -insecure', 'GOSUMDB', 'GONOSUMDB', 'GONOSUMCHECK', 'GOINSECURE', 'GOFLAGS', 'GOPROXY'],
  checks: { instruction: switchedOff('goSum', ({ written }) => `Go takes modules without comparing their checksums (${written}).`) },
});
