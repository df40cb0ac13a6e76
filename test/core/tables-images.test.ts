import { strict as assert } from 'node:assert';
import { parseImageReference } from '../../core/facts/image-reference.js';
import { defaultUserOf } from '../../core/facts/tables/base-images.js';
import { deprecatedImage } from '../../core/facts/tables/deprecated-images.js';
import { endOfLife, lifecyclesOf } from '../../core/facts/tables/eol.js';
import { PRODUCTS } from '../../core/facts/tables/eol-cycles.js';
import { wellKnownName } from '../../core/facts/tables/image-names.js';
import { ADMIN_PORTS, serviceOf } from '../../core/facts/tables/ports.js';
import * as servers from '../../core/facts/tables/server-images.js';
import { supportedTag } from '../../core/facts/tables/supported-tag.js';

const image = (text: string) => parseImageReference(text)!;
const TODAY = '2026-11-22';

describe('wellKnownName', () => {
  for (const [text, name] of [
    ['node:22', 'node'],
    ['docker.io/library/node', 'node'],
    ['public.ecr.aws/docker/library/node:22', 'node'],
    ['mirror.gcr.io/library/node', 'node'],
    ['ghcr.io/org/node', 'ghcr.io/org/node'],
  ] as const) {
    it(`${text} is ${name}`, () => assert.equal(wellKnownName(image(text)), name));
  }
});

describe('lifecyclesOf', () => {
  const cases: [text: string, ...lifecycles: string[]][] = [
    ['python:3.9-slim-bullseye', 'Python 3.9', 'Debian 11'],
    ['node:18-alpine3.17', 'Node.js 18', 'Alpine Linux 3.17'],
    ['node:18.20.1', 'Node.js 18'],
    ['alpine:3.18.4', 'Alpine Linux 3.18'],
    ['alpine:3.2', 'Alpine Linux 3.2'],
    ['alpine:3.20', 'Alpine Linux 3.20'],
    ['debian:bookworm-slim', 'Debian 12'],
    ['debian:12.5', 'Debian 12'],
    ['ubuntu:22.04', 'Ubuntu 22.04'],
    ['ubuntu:focal-20240101', 'Ubuntu 20.04'],
    ['php:8.0-fpm-buster', 'PHP 8.0', 'Debian 10'],
    ['php:fpm-alpine3.17', 'Alpine Linux 3.17'],
    ['wordpress:6.1-php8.0-apache', 'WordPress 6.1', 'PHP 8.0'],
    ['eclipse-temurin:8u302-b08-jdk', 'Eclipse Temurin 8'],
    ['eclipse-temurin:17.0.8_7-jre-jammy', 'Eclipse Temurin 17', 'Ubuntu 22.04'],
    ['mcr.microsoft.com/dotnet/aspnet:6.0-alpine3.17', '.NET 6', 'Alpine Linux 3.17'],
    ['mcr.microsoft.com/dotnet/core/sdk:3.1', '.NET 3.1'],
    ['centos:7.9.2009', 'CentOS Linux 7'],
    ['centos:centos7', 'CentOS Linux 7'],
    ['quay.io/centos/centos:stream8', 'CentOS Stream 8'],
    ['registry.access.redhat.com/ubi7/ubi', 'Red Hat Universal Base Image 7'],
    ['amazonlinux:2.0.20230101.0', 'Amazon Linux 2'],
    ['amazonlinux:2018.03', 'Amazon Linux 2018.03'],
    ['mysql:5.7', 'MySQL 5.7'],
    ['postgres:9.6-alpine', 'PostgreSQL 9.6'],
    ['traefik:v2.10', 'Traefik 2.10'],
    ['elasticsearch:7.17.9', 'Elasticsearch 7'],
    ['docker:20.10.7-dind', 'Docker Engine 20.10'],
    ['redis:5', 'Redis 5.0'],
    ['python:2-slim', 'Python 2.7'],
    ['public.ecr.aws/docker/library/node:18', 'Node.js 18'],
    ...['node', 'node:lts', 'node:latest', 'python:3', 'alpine:3', 'redis:7', 'mysql:8', 'alpine:3.99', 'node:3.1x'].map(
      (text): [string] => [text],
    ),
    ...['ghcr.io/org/node:18', 'org/node:18-bullseye', 'python:3.9x', 'debian:stable', `node@sha256:${'a1'.repeat(32)}`].map(
      (text): [string] => [text],
    ),
  ];
  for (const [text, ...lifecycles] of cases) {
    it(`${text}: ${lifecycles.join(', ') || 'nothing'}`, () =>
      assert.deepEqual(
        lifecyclesOf(image(text)).map(one => `${one.product} ${one.cycle}`),
        lifecycles,
      ));
  }
});

describe('supportedTag', () => {
  const cases: [text: string, tag?: string, ...releases: string[]][] = [
    ['node:14-slim', '22-slim', 'Node.js 22'],
    ['node:17.0.1-bullseye-slim', '22-bookworm-slim', 'Node.js 22', 'Debian 12'],
    ['node:lts-buster', 'lts-bookworm', 'Debian 12'],
    ['node:18-alpine3.18', '22-alpine', 'Node.js 22'],
    ['node:24-alpine3.18', '24-alpine', 'the current Alpine Linux'],
    ['python:3.9-slim-bullseye', '3.11-slim-bookworm', 'Python 3.11', 'Debian 12'],
    ['eclipse-temurin:17-jre-focal', '17-jre-jammy', 'Ubuntu 22.04'],
    ['maven:3.6.3-jdk-11-slim', '3.9-eclipse-temurin-11', 'Apache Maven 3.9'],
    ['maven:3.8-openjdk-17', '3.9-eclipse-temurin-17', 'Apache Maven 3.9'],
    ['eclipse-temurin:16-jdk', '17-jdk', 'Eclipse Temurin 17'],
    ['amazoncorretto:17-al2', '17-al2023', 'Amazon Linux 2023'],
    ['debian:9.13', '12', 'Debian 12'],
    ['ubuntu:bionic', 'jammy', 'Ubuntu 22.04'],
    ['ubuntu:16.04', '22.04', 'Ubuntu 22.04'],
    ['alpine:3.15.4', '3.22', 'Alpine Linux 3.22'],
    // With support, or not known to be without.
    ['node:24'],
    ['debian:12'],
    ['node'],
    ['myreg.example/node:16'],
    // Another major version of a language, or of a runtime that starts its own only.
    ['python:2.7'],
    ['php:7.4-fpm'],
    ['ruby:2.7'],
    ['mcr.microsoft.com/dotnet/sdk:6.0'],
    // Data that the next version does not read.
    ['postgres:11'],
    ['mysql:5.7'],
    // Tags that are not known to exist for the next release.
    ['debian:buster-20200101-slim'],
    ['python:3.9-windowsservercore'],
    ['maven:3.6-ibmjava-8'],
    ['node:22.3.0-buster'],
    // Nothing that has support.
    ['centos:7'],
    ['openjdk:17'],
  ];
  for (const [text, tag, ...releases] of cases) {
    it(`${text}: ${tag ?? 'nothing'}`, () => assert.deepEqual(supportedTag(image(text), TODAY), tag && { tag, releases }));
  }
});

describe('endOfLife', () => {
  const cases: [text: string, product?: string, state?: string, date?: string][] = [
    ['python:3.9-slim-bullseye', 'Python', 'ended', '2025-10-31'],
    ['python:3.13-slim-bullseye', 'Debian', 'ended', '2026-08-31'],
    ['debian:12'],
    ['ubuntu:20.04', 'Ubuntu', 'paid', '2025-05-31'],
    ['fedora:43', 'Fedora', 'soon', '2026-12-09'],
    ['alpine:3.21', 'Alpine Linux', 'ended', '2026-11-01'],
    ['node:24'],
    ['golang:1.27'],
    ['node:lts'],
  ];
  for (const [text, product, state, date] of cases) {
    it(`${text} ${state ?? 'is supported or unknown'}`, () => {
      const end = endOfLife(image(text), TODAY);
      assert.deepEqual([end?.product, end?.state, end?.date], [product, state, date]);
    });
  }
  it('tells the end of long-term support where that is for everyone', () => {
    assert.equal(endOfLife(image('debian:12'), '2028-06-01')?.date, '2028-06-30');
    assert.equal(endOfLife(image('ubuntu:22.04'), '2027-03-01')?.date, '2027-04-01');
  });
  it('ends on the day itself', () => {
    assert.equal(endOfLife(image('alpine:3.21'), '2026-11-01')?.state, 'ended');
    assert.equal(endOfLife(image('alpine:3.21'), '2026-10-31')?.state, 'soon');
    assert.equal(endOfLife(image('alpine:3.21'), '2026-08-03')?.state, 'soon');
    assert.equal(endOfLife(image('alpine:3.21'), '2026-08-02'), undefined);
  });
  it('has well-formed cycles only', () => {
    for (const [id, { cycles }] of Object.entries(PRODUCTS)) {
      for (const entry of cycles.trim().split(/\s+/))
        assert.match(entry, /^[\d.]+(?:\/[a-z]+)?=(?:\d{4}-\d\d-\d\d)?(?:~\d{4}-\d\d-\d\d)?$/, id);
    }
  });
});

describe('deprecatedImage', () => {
  for (const text of [
    'openjdk:17',
    'centos:7',
    'java',
    'docker.io/library/centos',
    'bitnamilegacy/redis:7',
    'mcr.microsoft.com/dotnet/core/sdk:3.1',
    'node:8-onbuild',
  ]) {
    it(`${text} is deprecated`, () => assert.ok(deprecatedImage(image(text))?.replacement));
  }
  for (const text of [
    'node:22',
    'bitnami/redis',
    'quay.io/centos/centos:stream9',
    'ghcr.io/org/openjdk',
    'mcr.microsoft.com/dotnet/sdk:8.0',
    'registry.k8s.io/pause:3.9',
  ]) {
    it(`${text} is not`, () => assert.equal(deprecatedImage(image(text)), undefined));
  }
  it('says where an image moved, tag and digest kept', () => {
    const digest = `sha256:${'a1'.repeat(32)}`;
    assert.equal(deprecatedImage(image(`k8s.gcr.io/a/pause:3.9@${digest}`))?.moved, `registry.k8s.io/a/pause:3.9@${digest}`);
    assert.equal(deprecatedImage(image('gcr.io/google_containers/pause:3.1'))?.moved, undefined);
  });
});

describe('defaultUserOf', () => {
  const cases: [text: string, user: string | undefined, drops?: boolean, available?: string][] = [
    ['debian:12', 'root'],
    ['node:22', 'root', false, 'node'],
    ['postgres:18', 'root', true, 'postgres'],
    ['gcr.io/distroless/static', 'root', false, '65532'],
    ['gcr.io/distroless/static:nonroot', '65532'],
    ['gcr.io/distroless/static:debug-nonroot', '65532'],
    ['nginxinc/nginx-unprivileged', '101'],
    ['bitnami/redis:7', '1001'],
    ['cgr.dev/chainguard/node', '65532'],
    ['dhi.io/node:22-dev', 'root'],
    ['dhi.io/node:22', '65532'],
    ['mcr.microsoft.com/dotnet/aspnet:8.0-jammy-chiseled', '1654'],
    ['mcr.microsoft.com/dotnet/aspnet:8.0', 'root', false, 'app'],
    ['mcr.microsoft.com/dotnet/aspnet:6.0', 'root'],
    ['registry.access.redhat.com/ubi9/ubi-minimal', 'root'],
    ['registry.access.redhat.com/ubi9/nodejs-20', '1001'],
    ['registry.access.redhat.com/ubi9/openjdk-21', '185'],
    ['haproxy:3.0', 'haproxy'],
    ['grafana/grafana:11.0.0', '472'],
  ];
  for (const [text, user, drops = false, available] of cases) {
    it(`${text} is ${user}`, () =>
      assert.deepEqual(defaultUserOf(image(text)), {
        user,
        root: user === 'root',
        drops,
        ...(available === undefined ? {} : { availableUser: available }),
      }));
  }
  it('knows an unprivileged variant without its user', () =>
    assert.deepEqual(defaultUserOf(image('ghcr.io/org/web-unprivileged:1')), { user: undefined, root: false, drops: false }));
  for (const text of ['ghcr.io/org/app', 'org/node', 'haproxy:1.9', 'haproxy', 'cgr.dev/chainguard/sdk']) {
    it(`${text} is unknown`, () => assert.equal(defaultUserOf(image(text)), undefined));
  }
});

describe('server images', () => {
  it('knows what they write', () => {
    assert.deepEqual(servers.writablePathsOf(image('nginx:1.29')), ['/var/cache/nginx', '/var/run', '/tmp']);
    assert.deepEqual(servers.writablePathsOf(image('postgres:17')), ['/var/run/postgresql', '/tmp']);
    assert.deepEqual(servers.dataPathsOf(image('postgres:17')), ['/var/lib/postgresql/data']);
    assert.deepEqual(servers.dataPathsOf(image('postgres:18.1-alpine')), ['/var/lib/postgresql']);
    assert.equal(servers.dataPathsOf(image('postgres')), undefined);
    assert.equal(servers.writablePathsOf(image('ghcr.io/org/nginx')), undefined);
  });
  it('knows the capabilities that they need', () => {
    assert.deepEqual(servers.neededCapabilities(image('redis')), ['CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'SETGID', 'SETUID']);
    assert.ok(servers.neededCapabilities(image('nginx'))?.includes('NET_BIND_SERVICE'));
    assert.equal(servers.neededCapabilities(image('org/app')), undefined);
  });
  it('knows which variables they read from files', () => {
    assert.equal(servers.fileVariableOf(image('postgres:17'), 'POSTGRES_PASSWORD'), 'POSTGRES_PASSWORD_FILE');
    assert.equal(servers.fileVariableOf(image('grafana/grafana'), 'GF_SECURITY_ADMIN_PASSWORD'), 'GF_SECURITY_ADMIN_PASSWORD__FILE');
    assert.equal(servers.readsFileVariable(image('mysql:8.4'), 'MYSQL_ROOT_PASSWORD'), true);
    assert.equal(servers.readsFileVariable(image('mysql:8.4'), 'POSTGRES_PASSWORD'), false);
    assert.equal(servers.readsFileVariable(image('redis'), 'REDIS_PASSWORD'), false);
    assert.equal(servers.readsFileVariable(image('org/postgres'), 'POSTGRES_PASSWORD'), false);
  });
});

describe('ports', () => {
  it('judges by what the image is', () => {
    assert.deepEqual(serviceOf(image('redis:8'), 6379), { service: 'Redis', kind: 'data-store', open: true });
    assert.equal(serviceOf(image('bitnami/postgresql'), 5432)?.service, 'PostgreSQL');
    assert.deepEqual(serviceOf(image('bitnami/redis'), 6379), { service: 'Redis', kind: 'data-store' });
    assert.equal(serviceOf(image('redis:8'), 80), undefined);
    assert.equal(serviceOf(image('org/app'), 6379), undefined);
  });
  it('knows administration ports', () => {
    assert.equal(ADMIN_PORTS[22]?.risk, 'medium');
    assert.equal(ADMIN_PORTS[2376]?.risk, 'info');
    assert.equal(ADMIN_PORTS[443], undefined);
  });
});
