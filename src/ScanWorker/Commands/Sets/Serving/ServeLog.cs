using ScanWorker.Pipeline;

namespace ScanWorker.Commands.Sets.Serving;

internal static partial class ServeLog
{
    [LoggerMessage(EventIds.ServeServing, LogLevel.Information,
        "This instance is the publisher, with lease {Lease}: it fetches the sources and publishes.")]
    internal static partial void Serving(this ILogger logger, long lease);

    [LoggerMessage(EventIds.ServeStandby, LogLevel.Information,
        "Another instance is the publisher; this one stands by.")]
    internal static partial void OnStandby(this ILogger logger);

    [LoggerMessage(EventIds.ServeLeaseLost, LogLevel.Warning,
        "Lease {Lease} has ended; this instance stands by until it is the publisher again.")]
    internal static partial void LeaseLost(this ILogger logger, long lease);

    [LoggerMessage(EventIds.ServeLeaseUnknown, LogLevel.Warning,
        "The store of the publisher's lease does not answer: {Why} It is asked again.")]
    internal static partial void LeaseUnknown(this ILogger logger, string why);

    [LoggerMessage(EventIds.ServePublishRefused, LogLevel.Warning,
        "The store refused a publish, since another instance is the publisher by now: {Why}")]
    internal static partial void PublishRefused(this ILogger logger, string why);

    [LoggerMessage(EventIds.ServeFetched, LogLevel.Information,
        "Source {Source} was fetched in {TookSeconds} s: {Added} entries added, {Changed} changed, {Withdrawn} "
            + "withdrawn.")]
    internal static partial void Fetched(
        this ILogger logger, string source, long added, long changed, long withdrawn, double tookSeconds);

    [LoggerMessage(EventIds.ServeFetchFailed, LogLevel.Warning,
        "Source {Source} was not fetched ({Outcome}): {Why} {Failures} failures in a row; next try in {RetrySeconds} s.")]
    internal static partial void FetchFailed(
        this ILogger logger, string source, FetchOutcome outcome, string why, int failures, double retrySeconds);

    [LoggerMessage(EventIds.ServeFetchFaulted, LogLevel.Error,
        "The fetch of source {Source} ended in a fault of the program; the other sources are fetched. Next try in "
            + "{RetrySeconds} s.")]
    internal static partial void FetchFaulted(
        this ILogger logger, Exception fault, string source, double retrySeconds);

    [LoggerMessage(EventIds.ServePublished, LogLevel.Information,
        "Version {Version} is published, under lease {Lease}.")]
    internal static partial void Published(this ILogger logger, long version, long lease);

    [LoggerMessage(EventIds.ServePublishFailed, LogLevel.Error,
        "What was fetched is not published ({Outcome}): {Why} It is tried again.")]
    internal static partial void PublishFailed(this ILogger logger, PublishOutcome outcome, string why);

    [LoggerMessage(EventIds.ServePublishFaulted, LogLevel.Error,
        "Publishing ended in a fault of the program; it is tried again.")]
    internal static partial void PublishFaulted(this ILogger logger, Exception fault);

    [LoggerMessage(EventIds.ServeFeedbackRead, LogLevel.Information,
        "{News} opinions of reviewers are new; the working set has {Opinions}.")]
    internal static partial void FeedbackRead(this ILogger logger, long news, int opinions);

    [LoggerMessage(EventIds.ServeVotesSent, LogLevel.Information, "{Sentence}.")]
    internal static partial void VotesSent(this ILogger logger, string sentence);

    /// <summary>What the commands say on stderr.</summary>
    [LoggerMessage(EventIds.ServeTold, LogLevel.Warning, "{Notice}")]
    internal static partial void Told(this ILogger logger, string notice);

    [LoggerMessage(EventIds.ServeFeedbackFailed, LogLevel.Warning,
        "What reviewers say could not be read: {Why} Next try in {RetrySeconds} s.")]
    internal static partial void FeedbackFailed(
        this ILogger logger, Exception problem, string why, double retrySeconds);
}
