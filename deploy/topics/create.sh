#!/bin/sh
# Creates the topics and grants what each party needs, by Kafka's own tools. Safe to run again.
#   BOOTSTRAP=host:port [COMMAND_CONFIG=admin.properties] [KAFKA_BIN=/opt/kafka/bin] deploy/topics/create.sh
# Set PARTITIONS (default 12) to the most workers you will ever run: a partition is read by one worker at a time.
set -eu
bootstrap=${BOOTSTRAP:?host:port of the broker}
bin=${KAFKA_BIN:+$KAFKA_BIN/}
config=${COMMAND_CONFIG:+--command-config $COMMAND_CONFIG}
partitions=${PARTITIONS:-12}
replicas=${REPLICAS:-3}
worker=${WORKER:-User:scanworker}
uploader=${UPLOADER:-User:uploads}
safety=${SAFETY:-User:trust-and-safety}
day=86400000

topic() { # name, partitions, settings…
  name=$1 count=$2; shift 2
  settings=
  for setting in "$@"; do settings="$settings --config $setting"; done
  # shellcheck disable=SC2086
  "${bin}kafka-topics.sh" --bootstrap-server "$bootstrap" $config --create --if-not-exists --topic "$name" \
    --partitions "$count" --replication-factor "$replicas" --config min.insync.replicas=$(( replicas > 1 ? 2 : 1 )) $settings
}

allow() { # principal, then what kafka-acls.sh takes
  principal=$1; shift
  # shellcheck disable=SC2086
  "${bin}kafka-acls.sh" --bootstrap-server "$bootstrap" $config --add --allow-principal "$principal" "$@"
}

# Keyed by upload id or user: one key's uploads stay in order. Inline content makes records large.
topic uploads "$partitions" retention.ms=$((7 * day)) max.message.bytes=16777216
topic uploads.backfill "$partitions" retention.ms=$((7 * day)) max.message.bytes=16777216
# What lookback matches new entries against: keep it as long as the law lets you.
topic scan.verdicts "$partitions" retention.ms=$((90 * day))
topic scan.blocks "$partitions" retention.ms=$((7 * day))
# Evidence: another domain, another retention. Only trust and safety reads it.
topic scan.reports 3 retention.ms=$((365 * day))
topic uploads.dead-letter 3 retention.ms=$((30 * day)) max.message.bytes=16777216
topic scan.feedback 3 retention.ms=$((365 * day))

if [ "${ACLS:-yes}" = yes ]; then
  allow "$worker" --operation Read --operation Describe --topic uploads --topic uploads.backfill --topic scan.feedback
  allow "$worker" --operation Read --topic scan.verdicts # For Lookback and Rescan.
  allow "$worker" --operation Write --operation Describe --topic scan.verdicts --topic scan.blocks --topic scan.reports --topic uploads.dead-letter
  # The worker's group, and those of look-backs: scanworker-lookback-GROUP, whose members share one, and scanworker-lookback-GROUP-QUESTION.
  allow "$worker" --operation Read --operation Describe --group scanworker --resource-pattern-type prefixed
  # Those of workers, and of look-backs and rescans, which have one for each partition: scanworker-lookback-GROUP-PARTITION.
  allow "$worker" --operation Write --operation Describe --transactional-id scanworker- --resource-pattern-type prefixed
  allow "$uploader" --operation Write --operation Describe --topic uploads --topic uploads.backfill
  allow "$uploader" --operation Read --operation Describe --topic scan.verdicts --topic scan.blocks
  allow "$uploader" --operation Read --operation Describe --group upload- --resource-pattern-type prefixed
  allow "$safety" --operation Read --operation Describe --topic scan.reports --topic uploads.dead-letter
  allow "$safety" --operation Write --operation Describe --topic scan.feedback
  allow "$safety" --operation Read --operation Describe --group safety- --resource-pattern-type prefixed
fi
