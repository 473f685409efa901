using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;
using ScanWorker.Adapters.Kafka;

namespace ScanWorker.Adapters.Tests.Kafka;

/// <summary>What the client says many times over is told once, and what of it a person must act upon is kept.</summary>
[TestFixture]
[Parallelizable(ParallelScope.All)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class ClientLogTests
{
    private const string Thread = "[thrd:sasl_ssl://broker:9093/bootstrap]: sasl_ssl://broker:9093/bootstrap: ";

    private readonly FakeTimeProvider _clock = new();
    private readonly FakeLogger _logger = new();
    private readonly ClientLog _log;

    public ClientLogTests() => _log = new ClientLog(_logger, _clock);

    private IEnumerable<LogLevel> Levels => _logger.Collector.GetSnapshot().Select(record => record.Level);

    [Test]
    public void Write_SameFailureAgain_IsAWarningOnceInFiveMinutes()
    {
        _log.Write(Failure("Connection refused (after 3ms in state CONNECT)"));
        _log.Write(Failure("Connection refused (after 12ms in state CONNECT, 4 identical error(s) suppressed)"));
        Assert.That(Levels, Is.EqualTo([LogLevel.Warning, LogLevel.Debug]));

        _clock.Advance(TimeSpan.FromMinutes(5));
        _log.Write(Failure("Connection refused (after 1ms in state CONNECT)"));
        Assert.That(Levels.Last(), Is.EqualTo(LogLevel.Warning));
    }

    [Test]
    public void Write_FailuresOfTwoBrokersInTurn_AreEachToldOnce()
    {
        for (var i = 0; i < 3; i++)
        {
            _log.Write(Failure("a: Connection refused"));
            _log.Write(Failure("b: Connection refused"));
        }

        Assert.That(Levels.Count(level => level == LogLevel.Warning), Is.EqualTo(2));
    }

    [TestCase("SASL authentication error: invalid credentials (after 323ms in state AUTH_REQ)",
        "The broker refuses the login that Kafka:Client names: invalid credentials.", false)]
    [TestCase("SSL handshake failed: certificate verify failed (after 7ms in state SSL_HANDSHAKE)",
        "The TLS handshake with the broker failed: certificate verify failed.", true)]
    public void Refusal_FromTheLogOfAClientThatNobodyPolls_SaysWhatToLookAt(string text, string sentence, bool isTls)
    {
        _log.Write(Failure(text));
        Assert.That(_log.Refusal, Is.EqualTo(new BrokerRejection(sentence, isTls)));

        _log.ForgetRefusal();
        Assert.That(_log.Refusal, Is.Null);
    }

    [TestCase(ErrorCode.GroupAuthorizationFailed, true)]
    [TestCase(ErrorCode.TransactionalIdAuthorizationFailed, true)]
    [TestCase(ErrorCode.Local_TimedOut, false)]
    [TestCase(ErrorCode.Local_AllBrokersDown, false)]
    public void Refusal_OfAnError_IsOneThatDoesNotPassByItself(ErrorCode code, bool isRefusal) =>
        Assert.That(BrokerRejection.Of(new Error(code)) is not null, Is.EqualTo(isRefusal));

    private static LogMessage Failure(string text) => new("rdkafka#1", SyslogLevel.Error, "FAIL", Thread + text);
}
