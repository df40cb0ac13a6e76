import { strict as assert } from 'node:assert';
import * as capabilities from '../../core/facts/tables/capabilities.js';
import { credentialFile } from '../../core/facts/tables/credential-files.js';
import { sensitiveHostPath } from '../../core/facts/tables/mounts.js';
import { normalizeHostPath } from '../../core/facts/tables/paths.js';
import { runtimeSocket } from '../../core/facts/tables/runtime-sockets.js';
import { dangerousSysctl, isNamespacedSysctl, isSafeSysctl, normalizeSysctl } from '../../core/facts/tables/sysctls.js';

describe('capabilities', () => {
  for (const [written, name] of [
    ['cap_net_raw', 'NET_RAW'],
    ['CAP_SYS_ADMIN', 'SYS_ADMIN'],
    ['all', 'ALL'],
    [' Chown ', 'CHOWN'],
  ] as const) {
    it(`${written} is ${name}`, () => assert.equal(capabilities.normalizeCapability(written), name));
  }
  it('knows how dangerous they are', () => {
    assert.equal(capabilities.dangerousCapability('cap_sys_admin')?.risk, 'critical');
    assert.equal(capabilities.dangerousCapability('ALL')?.risk, 'critical');
    assert.equal(capabilities.dangerousCapability('NET_ADMIN')?.risk, 'high');
    assert.equal(capabilities.dangerousCapability('CHOWN'), undefined);
    assert.equal(capabilities.dangerousCapability('constructor'), undefined);
  });
  it('has the sets that the engine and the standards define', () => {
    assert.equal(capabilities.DEFAULT_CAPABILITIES.size, 14);
    assert.equal(capabilities.BASELINE_CAPABILITIES.size, 13);
    assert.equal(capabilities.KNOWN_CAPABILITIES.size, 42);
    for (const name of Object.keys(capabilities.DANGEROUS_CAPABILITIES)) {
      assert.ok(capabilities.KNOWN_CAPABILITIES.has(name), name);
      assert.ok(!capabilities.DEFAULT_CAPABILITIES.has(name), name);
    }
  });
  it('adds after it drops', () => {
    assert.deepEqual([...capabilities.effectiveCapabilities(['cap_chown'], ['all'])], ['CHOWN']);
    assert.equal(capabilities.effectiveCapabilities([], ['NET_RAW']).has('NET_RAW'), false);
    assert.equal(capabilities.effectiveCapabilities([], []).size, 14);
    assert.equal(capabilities.effectiveCapabilities(['ALL'], ['SYS_ADMIN']).has('SYS_ADMIN'), false);
    assert.equal(capabilities.effectiveCapabilities(['ALL'], []).size, 41);
  });
});

describe('normalizeHostPath', () => {
  for (const [path, normal] of [
    ['/', '/'],
    ['//etc/./x/../ssh/', '/etc/ssh'],
    ['/../etc', '/etc'],
    ['/var/run/docker.sock', '/run/docker.sock'],
    ['/var/runner', '/var/runner'],
    ['./a/../../../b', '../../b'],
    ['$HOME/.ssh', '~/.ssh'],
    ['${HOME}', '~'],
    ['C:\\Windows\\System32', 'c:/windows/system32'],
    ['C:\\', 'c:/'],
    ['C:\\a\\..\\..', 'c:/'],
  ] as const) {
    it(`${path} is ${normal}`, () => assert.equal(normalizeHostPath(path), normal));
  }
});

describe('sensitiveHostPath', () => {
  const cases: [source: string, readOnly: boolean, risk: string | undefined, target?: string][] = [
    ['/', false, 'critical'],
    ['/', true, 'critical'],
    ['/etc', false, 'critical'],
    ['/etc/', true, 'high'],
    ['/etc/shadow', true, 'critical'],
    ['/etc/nginx', false, 'high'],
    ['/etc/cron.d', false, 'critical'],
    ['/proc', true, 'critical'],
    ['/proc', true, 'medium', '/host/proc'],
    ['/sys', true, 'medium', '/host/sys/'],
    ['/var/lib/docker/volumes', true, 'critical'],
    ['/var/run', false, 'critical'],
    ['/var/log', false, 'low'],
    ['/home', false, 'medium'],
    ['~', false, 'medium'],
    ['C:\\Windows\\x', false, 'critical'],
    ['/etc/localtime', true, 'info'],
    ['/etc/localtime', false, 'low'],
    ['/etc/hostname', true, 'info'],
    ['/etc/pki/ca-trust', false, 'low'],
    ['/etc/hosts', false, 'high'],
    ['/usr/lib/wsl', false, 'low'],
    ['/lib/modules', true, 'info'],
    ['/dev/dri/card0', false, 'info'],
    ['/dev/nvidia0', false, 'info'],
    ['/dev/sda', false, 'high'],
    ...[
      '/etcetera',
      '/devops',
      '/home/u/app',
      '/var/www',
      '/srv/data',
      '/usr/local/share/app',
      '/var/log/app',
      './etc',
      'etc',
      '$X/etc',
      '',
    ].map((source): [string, boolean, undefined] => [source, false, undefined]),
  ];
  for (const [source, readOnly, risk, target] of cases) {
    it(`${source}${readOnly ? ' (read-only)' : ''} is ${risk}`, () =>
      assert.equal(sensitiveHostPath(source, readOnly, target)?.risk, risk));
  }
  it('tells the path itself from what is below', () => {
    for (const [source, risk] of [
      ['/var/log/pods', 'high'],
      ['/home/jane/data', 'high'],
      ['/usr/share/x', 'high'],
      ['/run/udev', 'medium'],
      ['/var/lib/app', undefined],
      ['/etc', 'critical'],
    ] as const) {
      assert.equal(sensitiveHostPath(source, false, undefined, true)?.risk, risk, `${source} of a node`);
    }
    assert.equal(sensitiveHostPath('/var/log', true, undefined, true)?.risk, 'medium');
    assert.equal(sensitiveHostPath('/etc', false)?.exact, true);
    assert.equal(sensitiveHostPath('/etc/nginx', false)?.exact, false);
  });
});

describe('runtimeSocket', () => {
  const cases: [source: string, runtime: string | undefined, exact: boolean][] = [
    ['/var/run/docker.sock', 'Docker', true],
    ['/run//docker.sock', 'Docker', true],
    ['/srv/proxy/docker.sock', 'Docker', true],
    ['/run/containerd/containerd.sock', 'containerd', true],
    ['/run/k3s/containerd/containerd.sock', 'k3s', true],
    ['/var/run/crio/crio.sock', 'CRI-O', true],
    ['/run/user/1000/podman/podman.sock', 'Podman', true],
    ['/run/user/1000', undefined, false],
    ['/var/run/dockershim.sock', 'Docker', true],
    ['/var/run', undefined, false],
    ['/run/containerd/', 'containerd', false],
    ['\\\\.\\pipe\\docker_engine', 'Docker', true],
    ['//./pipe/docker_engine', 'Docker', true],
  ];
  for (const [source, runtime, exact] of cases) it(source, () => assert.deepEqual(runtimeSocket(source), { runtime, exact }));
  for (const source of ['/run/php/php.sock', 'docker.sock', '/etc', '/runner', 'data', '']) {
    it(`${source || '(empty)'} is none`, () => assert.equal(runtimeSocket(source), undefined));
  }
});

describe('credentialFile', () => {
  for (const path of [
    '~/.ssh',
    '/home/u/.aws/credentials',
    '${HOME}/.kube/config',
    './id_rsa',
    '.npmrc',
    'certs/server.key',
    '.config/gcloud/x',
    'a.p12',
  ]) {
    it(`${path} holds credentials`, () => assert.equal(credentialFile(path)?.risk, 'high'));
  }
  for (const path of ['.env', './prod.env', '.env.local', '.htpasswd']) {
    it(`${path} often does`, () => assert.equal(credentialFile(path)?.risk, 'medium'));
  }
  for (const path of [
    '.env.example',
    '~/.ssh/id_rsa.pub',
    '~/.ssh/known_hosts',
    'ca.pem',
    'tls.crt',
    'public.key',
    'src',
    'environment',
    '.sshd',
    '',
  ]) {
    it(`${path || '(empty)'} does not`, () => assert.equal(credentialFile(path), undefined));
  }
});

describe('sysctls', () => {
  it('compares names with dots', () => assert.equal(normalizeSysctl('net/ipv4/ip_forward'), 'net.ipv4.ip_forward'));
  it('knows since when they are safe', () => {
    assert.equal(isSafeSysctl('kernel.shm_rmid_forced', 0), true);
    assert.equal(isSafeSysctl('net.ipv4.tcp_rmem', 31), false);
    assert.equal(isSafeSysctl('net.ipv4.tcp_rmem', 32), true);
    assert.equal(isSafeSysctl('net.ipv4.tcp_rmem'), true);
    assert.equal(isSafeSysctl('net.core.somaxconn'), false);
  });
  it('knows which are kept per container', () => {
    for (const name of ['net.core.somaxconn', 'kernel.shmmax', 'kernel.msgmax', 'kernel.sem', 'fs.mqueue.msg_max'])
      assert.ok(isNamespacedSysctl(name));
    for (const name of ['kernel.panic', 'fs.file-max', 'vm.max_map_count', 'kernel.semantics']) assert.ok(!isNamespacedSysctl(name));
  });
  it('knows dangerous values', () => {
    assert.match(dangerousSysctl('net/ipv4/conf/all/rp_filter', ' 0 ') ?? '', /forged/);
    assert.ok(dangerousSysctl('net.ipv4.ip_forward', '1'));
    assert.equal(dangerousSysctl('net.ipv4.ip_forward', '0'), undefined);
    assert.equal(dangerousSysctl('net.core.somaxconn', '1'), undefined);
  });
});
