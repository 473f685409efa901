using Confluent.Kafka;

namespace ScanWorker.Adapters.Kafka;

/// <summary>A producer and what its own threads have told of the transaction under way.</summary>
internal sealed class TransactionalProducer : IDisposable
{
    private static readonly TimeSpan CallLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan FlightLimit = TimeSpan.FromSeconds(2);

    private readonly CallThread _calls;
    private volatile bool _hadTrouble;
    private volatile bool _hadTooLarge;
    private volatile string? _refusedBy;

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
        _calls = new CallThread("transactions", End);
    }

    /// <summary>For producing and polling; what concerns the transaction goes through <see cref="Call"/>.</summary>
    public IProducer<byte[]?, byte[]?> Client { get; }

    /// <summary>A call never returned: this producer is good for nothing any more.</summary>
    public bool IsStuck => _calls.IsStuck;

    /// <summary>A connection failed since the transaction began.</summary>
    public bool HadTrouble => _hadTrouble;

    /// <summary>The broker refused an event as too large.</summary>
    public bool HadTooLarge => _hadTooLarge;

    /// <summary>The first topic that did not take an event since the transaction began, and why; or null.</summary>
    public string? RefusedBy => _refusedBy;

    public void ForgetTrouble()
    {
        _hadTrouble = _hadTooLarge = false;
        _refusedBy = null;
    }

    /// <summary>Delivery reports; a failed one makes the commit fail, so only its kind is kept.</summary>
    public void Delivered(DeliveryReport<byte[]?, byte[]?> report)
    {
        _hadTooLarge |= report.Error.Code == ErrorCode.MsgSizeTooLarge;

        // What is purged with a transaction that failed for another reason was refused by nobody.
        if (report.Error.IsError
            && report.Error.Code is not (ErrorCode.Local_PurgeQueue or ErrorCode.Local_PurgeInflight))
        {
            _refusedBy ??= $"{report.Error.Code} on {report.Topic}";
        }
    }

    /// <summary>Begins, sends offsets, commits or aborts.</summary>
    /// <exception cref="KafkaException">
    /// The client's; or, with <c>Local_TimedOut</c>, the call did not return at all.
    /// </exception>
    public void Call(Action<IProducer<byte[]?, byte[]?>> call)
    {
        try
        {
            _calls.Run(() => call(Client), CallLimit);
        }
        catch (TimeoutException problem)
        {
            throw new KafkaException(new Error(ErrorCode.Local_TimedOut, problem.Message), problem);
        }
    }

    /// <summary>Waits for the client's end, but not for ever; one that is stuck is left alone.</summary>
    public void Dispose() => _ = _calls.End(_calls.IsStuck ? TimeSpan.Zero : CallLimit);

    // Where a broker refuses what is under way, because the producer was fenced, while it is destroyed, librdkafka
    // (2.16) frees the text of its error twice, and the process ends. So what is under way is waited for first.
    private void End()
    {
        try
        {
            _ = Client.Flush(FlightLimit);
        }
        catch (KafkaException)
        {
            // Nothing more can be waited for.
        }

        Client.Dispose();
    }
}
