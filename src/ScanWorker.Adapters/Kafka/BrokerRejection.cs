using System.Text.RegularExpressions;
using Confluent.Kafka;

namespace ScanWorker.Adapters.Kafka;

/// <summary>
/// Why the broker rejects the worker, or is not trusted: it does not pass by itself, a person must act.
/// </summary>
/// <param name="Sentence">What to look at.</param>
/// <param name="IsTls">It is about certificates.</param>
internal sealed partial record BrokerRejection(string Sentence, bool IsTls = false)
{
    /// <returns>Null for an error of any other kind.</returns>
    public static BrokerRejection? Of(Error error) => error.Code switch
    {
        ErrorCode.Local_Authentication or ErrorCode.SaslAuthenticationFailed => Login(error.Reason),
        ErrorCode.Local_Ssl => Tls(error.Reason),
        ErrorCode.TopicAuthorizationFailed or ErrorCode.GroupAuthorizationFailed or ErrorCode.ClusterAuthorizationFailed
            or ErrorCode.TransactionalIdAuthorizationFailed =>
                new($"The broker does not grant what is needed: {ReasonOf(error.Reason)}."),
        _ => null,
    };

    /// <summary>A client that nobody polls tells of its connections in its log alone.</summary>
    /// <returns>Null for a message of any other kind.</returns>
    public static BrokerRejection? Of(LogMessage message) => message.Facility != "FAIL" ? null
        : message.Message.Contains("SASL authentication error", StringComparison.Ordinal) ? Login(message.Message)
        : message.Message.Contains("SSL", StringComparison.Ordinal) ? Tls(message.Message)
        : null;

    /// <summary>The text without how long it took, and how often: so that the same is seen to be the same.</summary>
    public static string WithoutTimes(string text) => Times().Replace(text, "");

    private static BrokerRejection Login(string reason) =>
        new($"The broker refuses the login that Kafka:Client names: {ReasonOf(reason)}.");

    private static BrokerRejection Tls(string reason) =>
        new($"The TLS handshake with the broker failed: {ReasonOf(reason)}.", IsTls: true);

    private static string ReasonOf(string text) => Origin().Replace(WithoutTimes(text), "").TrimEnd('.', ' ');

    // "… (after 323ms in state AUTH_REQ, 5 identical error(s) suppressed)"
    [GeneratedRegex(@" \(after [0-9]+ms in state .*$")]
    private static partial Regex Times();

    // "[thrd:sasl_ssl://broker:9093/bootstrap]: sasl_ssl://broker:9093/bootstrap: …"
    [GeneratedRegex(
        @"^(?:\[thrd:[^ ]+\]: )?(?:[a-z_]+://[^ ]+: )?(?:SASL authentication error: |SSL handshake failed: )?")]
    private static partial Regex Origin();
}
