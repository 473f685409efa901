using System.Collections.Immutable;
using CsCheck;
using ScanWorker.Pipeline.Events;
using ScanWorker.Pipeline.Loop;

namespace ScanWorker.Pipeline.Tests.Loop;

/// <summary>
/// The ledger against a model of the broker: whatever happens in whatever order, each record is written once, in order.
/// </summary>
[TestFixture, Parallelizable(ParallelScope.All)]
internal sealed class OffsetLedgerModelTests
{
    [Test]
    public void Ledger_AnyHistory_WritesEveryRecordOnceInOffsetOrder() =>
        Gen.Select(Gen.Int[1, 4], Gen.Select(Gen.Enum<Step>(), Gen.UInt).Array[0, 400]).Sample((partitions, history) =>
        {
            var world = new World(partitions);
            foreach (var (step, dice) in history)
            {
                world.Do(step, (int)(dice % int.MaxValue));
            }

            world.Finish();
            return world.Verdict();
        }, iter: 3_000);

    internal enum Step
    {
        Receive,
        ReceiveMore,
        Settle,
        SettleAnother,
        HandOver,
        Commit,
        Abort,
        LandUnnoticed,
        VanishUnnoticed,
        LosePartition,
        LosePartitionAndGetItBack,
        ReadFromTheStart,
        ReadTooLate,
        SayTheEnd,
    }

    /// <summary>A broker, reduced to what matters: what is written, and where the group stands.</summary>
    private sealed class World
    {
        private const int RecordsMax = 60;

        private readonly OffsetLedger _ledger = new();
        private readonly List<TopicPartition> _partitions;
        private readonly Dictionary<TopicPartition, long[]> _log;
        private readonly Dictionary<TopicPartition, int> _position = [];
        private readonly Dictionary<TopicPartition, long> _committed = [];
        private readonly Dictionary<TopicPartition, List<long>> _written = [];
        private readonly List<Receipt> _scanning = [];
        private LedgerBatch? _batch;

        public World(int partitions)
        {
            _partitions = [.. Enumerable.Range(0, partitions).Select(
                partition => new TopicPartition("uploads", partition))];
            // Gaps as transaction markers and compaction leave them.
            _log = _partitions.ToDictionary(
                partition => partition, partition =>
                    Enumerable.Range(0, RecordsMax).Select(i => (long)(i + (i / (2 + partition.Partition)))).ToArray());
            foreach (var partition in _partitions)
            {
                _written[partition] = [];
                Assign(partition);
            }
        }

        public void Do(Step step, int dice)
        {
            var partition = _partitions[dice % _partitions.Count];
            switch (step)
            {
                case Step.Receive or Step.ReceiveMore:
                    Receive(partition);
                    break;
                case Step.Settle or Step.SettleAnother when _scanning.Count > 0:
                    Settle(dice % _scanning.Count);
                    break;
                case Step.HandOver:
                    _batch ??= _ledger.HandOver(1 + (dice % 7));
                    break;
                case Step.Commit:
                    End(landed: true, new CommitOutcome.Committed());
                    break;
                case Step.Abort:
                    End(landed: false, new CommitOutcome.Aborted("test"));
                    break;
                case Step.LandUnnoticed:
                    End(landed: true, outcome: null);
                    break;
                case Step.VanishUnnoticed:
                    End(landed: false, outcome: null);
                    break;
                case Step.SayTheEnd:
                    SayTheEnd(partition);
                    break;
                case Step.LosePartition:
                    // Another had it meanwhile: the broker fences a batch that is under way, so it does not land.
                    End(landed: false, new CommitOutcome.Aborted("fenced"));
                    _ledger.Drop(partition);
                    Assign(partition);
                    break;
                case Step.ReadFromTheStart:
                    // A client that was seen to begin there, although the group has an offset.
                    _ledger.Drop(partition);
                    _ledger.Assign(partition);
                    _position[partition] = 0;
                    break;
                case Step.ReadTooLate:
                    // Never seen; what lies before would be judged by nobody.
                    _ledger.Drop(partition);
                    Assign(partition);
                    _position[partition] = Math.Min(_position[partition] + 1 + (dice % 5), RecordsMax);
                    break;
                case Step.LosePartitionAndGetItBack:
                    // Nobody else had it: a batch that is under way may land yet, after its records are read anew.
                    _ledger.Drop(partition);
                    Assign(partition);
                    break;
            }
        }

        public void Finish()
        {
            for (var turn = 0; turn < 10_000 && _partitions.Exists(at => _committed[at] < EndOf(at)); turn++)
            {
                foreach (var partition in _partitions)
                {
                    Receive(partition);
                    SayTheEnd(partition);
                }

                while (_scanning.Count > 0)
                {
                    Settle(_scanning.Count - 1);
                }

                End(landed: true, new CommitOutcome.Committed());
                _batch = _ledger.HandOver(100);
                End(landed: true, new CommitOutcome.Committed());
            }
        }

        public bool Verdict() => _partitions.TrueForAll(
            at => _written[at].SequenceEqual(_log[at]) && _committed[at] == EndOf(at)) && _ledger.Open == 0;

        // Markers lie between records and behind the last: the client tells where it stands when it has passed them.
        private long EndOf(TopicPartition partition) => _log[partition][^1] + 3;

        private void SayTheEnd(TopicPartition partition)
        {
            var at = _position[partition];
            _ledger.End(partition, at == RecordsMax ? EndOf(partition) : _log[partition][at]);
        }

        private void Assign(TopicPartition partition)
        {
            _ledger.Assign(partition);
            var next = _committed.TryAdd(partition, 0) ? 0 : _committed[partition];
            _position[partition] = Array.FindIndex(_log[partition], offset => offset >= next) is var at && at < 0
                ? RecordsMax
                : at;
        }

        // The process has ended, and another reads from where the group stands.
        private void StartAnew()
        {
            _batch = null;
            foreach (var partition in _partitions)
            {
                _ledger.Drop(partition);
                Assign(partition);
            }
        }

        private void Receive(TopicPartition partition)
        {
            if (_position[partition] < RecordsMax
                && _ledger.Receive(
                    new RecordPosition(partition, _log[partition][_position[partition]++])) is { } receipt)
            {
                _scanning.Add(receipt);
            }
        }

        private void Settle(int which)
        {
            var receipt = _scanning[which];
            _scanning.RemoveAt(which);
            var key = BitConverter.GetBytes(receipt.Position.Offset);
            var mark = BitConverter.GetBytes(receipt.Position.TopicPartition.Partition);
            _ledger.Settle(receipt, [new OutboundEvent(OutboundTopic.Verdicts, key, mark, [])]);
        }

        private void End(bool landed, CommitOutcome? outcome)
        {
            if (_batch is not { } batch)
            {
                return;
            }

            if (batch.Unproven.Any(start =>
                _log[start.Key].Any(offset => offset >= _committed[start.Key] && offset < start.Value)))
            {
                StartAnew();
                return;
            }

            var overtaken = batch.Unproven.Keys.Where(at => _committed[at] > batch.Unproven[at])
                .ToImmutableDictionary(at => at, at => _committed[at]);
            if (!overtaken.IsEmpty)
            {
                _ledger.Note(batch, new CommitOutcome.Overtaken(overtaken));
                _batch = null;
                return;
            }

            if (landed)
            {
                foreach (var written in batch.Events)
                {
                    _written[_partitions[BitConverter.ToInt32(written.Value)]].Add(BitConverter.ToInt64(written.Key));
                }

                foreach (var (partition, next) in batch.Next)
                {
                    _committed[partition] = next;
                }
            }

            var stands = _committed.Where(pair => batch.Next.ContainsKey(pair.Key));
            _ledger.Note(batch, outcome ?? new CommitOutcome.Settled("test", stands.ToImmutableDictionary()));
            _batch = null;
        }
    }
}
