using ScanWorker.EndToEnd.Tests.Servers;

namespace ScanWorker.EndToEnd.Tests.Worker;

/// <summary>
/// Broker and Redis behind TLS, logins and ACLs as deploy/ sets them up, and the same behind certificates that have
/// expired.
/// </summary>
internal sealed class SecureWorld : IDisposable
{
    public SecureWorld()
    {
        Broker = new SecureBroker(ServerKinds.Jars(), Secrets);
        Redis = new SecureRedis(Secrets);
        ExpiredRedis = new SecureRedis(Secrets, "expired.pem");
        World = new WorkerWorld(Broker, Redis);
    }

    public DeploySecrets Secrets { get; } = new();

    public SecureBroker Broker { get; }

    public SecureRedis Redis { get; }

    public SecureRedis ExpiredRedis { get; }

    /// <summary>Owns <see cref="Broker"/> and <see cref="Redis"/>.</summary>
    public WorkerWorld World { get; }

    /// <summary>What a worker needs here, but for some keys.</summary>
    public Dictionary<string, string> Settings(params IEnumerable<KeyValuePair<string, string>> instead)
    {
        var all = Broker.WorkerSettings.Concat(Redis.WorkerSettings).ToDictionary();
        foreach (var (key, value) in instead)
        {
            all[key] = value;
        }

        return all;
    }

    /// <summary>Gives back or takes one of the grants of deploy/topics/create.sh.</summary>
    public void MayWriteReports(bool may) =>
        BrokerAdmin.MayWrite(Broker.Options, "User:scanworker", Broker.Options.Topics.Reports, may);

    public void Dispose()
    {
        World.Dispose();
        ExpiredRedis.Dispose();
        Secrets.Dispose();
    }
}
