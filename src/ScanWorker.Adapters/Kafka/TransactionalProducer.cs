using Confluent.Kafka;

namespace ScanWorker.Adapters.Kafka;

/// <summary>A producer and what its own threads have told of the transaction under way.</summary>
internal sealed class TransactionalProducer : IDisposable
{
    private volatile bool _hadTrouble;
    private volatile bool _hadTooLarge;

    public TransactionalProducer(KafkaOptions options, ClientLog log)
    {
        Client = new ProducerBuilder<byte[]?, byte[]?>(KafkaSettings.Producer(options))
            .SetLogHandler((_, message) => log.Write(message))
            .SetErrorHandler((_, error) =>
            {
                _hadTrouble |= error.Code is ErrorCode.Local_Transport or ErrorCode.Local_TimedOut
                    or ErrorCode.Local_AllBrokersDown;
                log.Write(error);
            })
            .Build();
    }

    public IProducer<byte[]?, byte[]?> Client { get; }

    /// <summary>A connection failed since the transaction began.</summary>
    public bool HadTrouble => _hadTrouble;

    /// <summary>The broker refused an event as too large.</summary>
    public bool HadTooLarge => _hadTooLarge;

    public void ForgetTrouble() => _hadTrouble = _hadTooLarge = false;

    /// <summary>Delivery reports; a failed one makes the commit fail, so only its kind is kept.</summary>
    public void Delivered(DeliveryReport<byte[]?, byte[]?> report) =>
        _hadTooLarge |= report.Error.Code == ErrorCode.MsgSizeTooLarge;

    public void Dispose() => Client.Dispose();
}
