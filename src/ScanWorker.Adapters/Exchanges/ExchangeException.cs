using System.Net;

namespace ScanWorker.Adapters.Exchanges;

/// <summary>Nothing is taken from a source this time. The message names no address and no secret.</summary>
public sealed class ExchangeException(ExchangeFault fault, string message, Exception? cause = null)
    : Exception(message, cause)
{
    public ExchangeFault Fault { get; } = fault;

    /// <summary>With what it refuses a request; null of everything else.</summary>
    public HttpStatusCode? Status { get; init; }

    /// <summary>Of what was sent: it may have arrived all the same.</summary>
    public bool IsInDoubt { get; init; }
}

/// <summary>Whose matter it is.</summary>
public enum ExchangeFault
{
    /// <summary>It does not answer, or is too busy: the next fetch may succeed.</summary>
    Unavailable,

    /// <summary>It rejects the credentials.</summary>
    Credentials,

    /// <summary>What it answers cannot be taken.</summary>
    Content,
}
