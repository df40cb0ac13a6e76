import type { Stage } from '../../core/facts/documents/dockerfile.js';
import type { ShellCommand } from '../../core/facts/shell/types.js';
import { wellKnownName } from '../../core/facts/tables/image-names.js';
import type { Container } from '../../core/facts/views/container.js';
import { defineRule, type Finding, type Severity } from '../../core/judge/rule.js';
import { debuggerIn, isOptionsVariable } from './_debuggers.js';

const lineOf = ({ words }: ShellCommand): string => words.map(({ value, text }) => value ?? text).join(' ');

export default defineRule({
  meta: {
    id: 'no-remote-debugger',
    title: 'A debugger waits for anybody',
    layer: 'network',
    per: {
      dockerfile: { severity: 'high', preset: 'essential', fix: null },
      compose: { severity: 'high', preset: 'essential', fix: null },
      kubernetes: { severity: 'high', preset: 'essential', fix: null },
    },
    controls: { 'nist-800-190': ['4.1.2'], 'pci-dss-4': ['2.2.4', '2.2.7', '1.2.5'], 'nist-800-53': ['SC-7', 'CM-7'], soc2: ['CC6.6'] },
    why: 'A debugger runs any code in the program for whoever connects, without a password. On every address that is everybody on the network.',
    remedy:
      'Take it out of what ships, or let it listen on 127.0.0.1 and reach it through a tunnel (`docker exec`, `kubectl port-forward`).',
    exceptions: 'Files and stages for development, with the port published to your machine only.',
    examples: [
      {
        file: 'Dockerfile',
        bad: 'FROM node:24\nCMD [«"node", "--inspect=0.0.0.0:9229", "app.js"»]\n',
        message: 'A Node.js debugger lets anybody who reaches port 9229 run code in this image.',
      },
      {
        file: 'compose.yaml',
        bad: 'services:\n  api:\n    image: example/api:1.4\n    ports: ["5005:5005"]\n    environment:\n      JAVA_TOOL_OPTIONS: «-agentlib:jdwp=transport=dt_socket,server=y,address=*:5005»\n',
        message: 'A Java debugger lets anybody who reaches port 5005 run code in api.',
      },
      {
        file: 'pod.yaml',
        bad: 'apiVersion: v1\nkind: Pod\nmetadata: { name: api }\nspec:\n  containers:\n    - name: api\n      image: example/api:1.4\n      command: [«dlv, exec, --headless, "--listen=:2345", /app»]\n',
      },
      {
        file: 'Dockerfile',
        bad: 'FROM eclipse-temurin:8-jre\nENV «JAVA_OPTS=-agentlib:jdwp=transport=dt_socket,server=y,address=5005»\n',
        message: 'A Java debugger lets anybody who reaches port 5005 run code in this image.',
      },
      {
        file: 'Dockerfile',
        good: 'FROM eclipse-temurin:21-jre\nENV JAVA_OPTS=-agentlib:jdwp=transport=dt_socket,server=y,address=5005\n',
      },
      {
        file: 'Dockerfile',
        good: 'FROM node:24 AS debug\nCMD ["node", "--inspect=0.0.0.0", "app.js"]\nFROM node:24\nCMD ["node", "--inspect=127.0.0.1:9229", "app.js"]\n',
      },
      {
        file: 'compose.yaml',
        good: 'services:\n  api:\n    image: example/api:1.4\n    environment: ["JAVA_OPTS=-agentlib:jdwp=address=localhost:5005"]\n    command: node --inspect app.js\n',
      },
    ],
  },
  mentions: ['inspect', 'agentlib', 'Xrunjdwp', 'dlv', 'debugpy', 'gdbserver', 'jmxremote'],
  checks: {
    *stage(stage) {
      if (!stage.final || stage.isForDevelopment) return;
      const old = hasOldJava(stage);
      for (const env of stage.all('ENV')) {
        for (const pair of env.pairs) {
          const found = pair.value && isOptionsVariable(pair.name) ? debuggerIn(env.expand(pair.value).value ?? '', old) : undefined;
          if (found) yield { at: { span: pair.span, place: `${env.place}/${pair.name}` }, message: messageFor(found, 'this image') };
        }
      }
      for (const keyword of ['ENTRYPOINT', 'CMD']) {
        const instruction = stage.last(keyword);
        for (const shell of instruction?.script.commands ?? []) {
          const found = debuggerIn(lineOf(shell), old);
          if (found) yield { at: { span: shell.span, place: instruction!.place }, message: messageFor(found, 'this image') };
        }
      }
    },
    *container(container): Iterable<Finding> {
      const { name, environment, commands } = container;
      for (const variable of environment) {
        const found = isOptionsVariable(variable.name) ? debuggerIn(variable.value ?? '') : undefined;
        if (found) yield { at: variable, message: messageFor(found, name), ...reach(container, found.port) };
      }
      for (const command of commands) {
        const found = debuggerIn(lineOf(command.shell));
        if (found) yield { at: command, message: messageFor(found, name), ...reach(container, found.port) };
      }
    },
  },
});

/** Official images of Java with their release, which is below 9. */
function hasOldJava({ root }: Stage): boolean {
  const reference = root?.reference;
  return (
    reference !== undefined &&
    /^(?:openjdk|eclipse-temurin|amazoncorretto|ibmjava|java)$/.test(wellKnownName(reference)) &&
    /^(?:jdk-?)?[678](?:[-._u]|$)/.test(reference.tag ?? '')
  );
}

const messageFor = ({ tool, port }: { tool: string; port: number | undefined }, where: string): string =>
  `A ${tool} debugger lets anybody who reaches ${port === undefined ? 'its port' : `port ${port}`} run code in ${where}.`;

/** In Compose it matters whether the port is published; in a cluster every pod reaches it. */
function reach({ dialect, ports }: Container, port: number | undefined): { readonly severity?: Severity } {
  if (dialect === 'kubernetes') return {};
  const published = ports.find(one => one.published && one.container === port);
  if (!published) return { severity: 'low' };
  return published.hostIp === undefined ? {} : { severity: 'info' };
}
