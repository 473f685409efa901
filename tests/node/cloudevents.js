// Writes upload events with the CloudEvents project's own SDK: what CloudEventUploadReader is tested to read.
// Run by hand (npm ci, then node cloudevents.js) when an event is to be added; the files are committed.
import { CloudEvent, Kafka } from 'cloudevents';
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../ScanWorker.Adapters.Tests/CloudEvents/Fixtures/', import.meta.url));
mkdirSync(folder, { recursive: true });

const trace = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
const upload = {
  uploadId: 'übung-1',
  content: { uri: 'https://uploads.example/objects/1?signature=abc' },
  mediaType: 'image/jpeg',
  length: 48213,
  sha256: 'E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855',
  tenant: 'aquarium',
  surface: 'posts',
  jurisdiction: 'EU',
  fileName: 'Strand & Meer 🏖.jpg',
  uploadedAt: '2026-11-24T10:30:00.123+01:00',
  uploader: {
    espIdentifier: 'u-17', screenName: 'someone',
    ipCapture: { address: '2001:db8::1', port: 443, at: '2026-11-24T09:29:58Z' }, deviceId: 'd-9',
  },
  publiclyAvailable: false,
  attributes: { album: 7, nested: { deep: ['a', null, true] } },
};

const event = (data, more = {}) => new CloudEvent({
  id: 'a-1', source: '/uploads', type: 'scanworker.upload.v1', subject: data.uploadId ?? 'none',
  time: '2026-11-24T09:30:01.000Z', datacontenttype: 'application/json', data, ...more,
});
const inline = { uploadId: 'inline', content: { data: Buffer.from('not a picture').toString('base64') } };

const events = {
  'binary': Kafka.binary(event(upload)),
  'binary-extensions': Kafka.binary(event(upload, { traceparent: trace, partitionkey: 'key-1' })),
  'binary-inline': Kafka.binary(event(inline)),
  'binary-other-type': Kafka.binary(event(upload, { type: 'com.example.upload' })),
  'structured': Kafka.structured(event(upload)),
  'structured-extensions': Kafka.structured(event(upload, { traceparent: trace, partitionkey: 'key-1' })),
  'structured-inline': Kafka.structured(event(inline)),
  'structured-bytes': Kafka.structured(event(upload, { data: undefined, data_base64: Buffer.from(JSON.stringify(upload)).toString('base64') })),
  'structured-other-type': Kafka.structured(event(upload, { type: 'com.example.upload' })),
};

for (const [name, { headers, key, value }] of Object.entries(events)) {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const record = { key: key ?? null, headers, value: text };
  writeFileSync(`${folder}${name}.json`, `${JSON.stringify(record, null, 2)}\n`);
}
