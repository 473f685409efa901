using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Options;
using ScanWorker.Hosting;

namespace ScanWorker.Tests.Hosting;

/// <summary>Whichever service of the worker fails, the program says so by its exit code.</summary>
[TestFixture, Parallelizable(ParallelScope.All)]
internal sealed class WorkerRunTests
{
    private static readonly TcpListener Taken = Listening();

    private static readonly Dictionary<string, string?> Settings = new()
    {
        ["Kafka:BootstrapServers"] = "127.0.0.1:1",
        ["Redis:ConnectionString"] = "127.0.0.1:1,abortConnect=false",
        ["Sets:Signing:Required"] = "false",
        ["Health:Port"] = "0",
        ["Logging:LogLevel:Default"] = "None",
    };

    /// <summary>As the worker is composed: a service that is added is here by itself.</summary>
    private static List<ServiceDescriptor> Services
    {
        get
        {
            List<ServiceDescriptor> found = [];
            _ = WorkerHost.Build(Configure, services => found.AddRange(services.Where(IsOurs)));
            return found;
        }
    }

    private static IEnumerable<TestCaseData> Failures =>
        from service in Enumerable.Range(0, Services.Count)
        from failure in Enum.GetValues<Moment>()
        select new TestCaseData(service, failure).SetArgDisplayNames(
            NameOf(Services[service], service), failure.ToString());

    [OneTimeTearDown]
    public static void FreeThePort() => Taken.Dispose();

    [TestCaseSource(nameof(Failures))]
    public async Task ToEndAsync_AnyServiceFails_Is70(int which, Moment moment)
    {
        var app = Build(which, moment, new InvalidOperationException("a bug of ours"));

        int code;
        try
        {
            code = await WorkerRun.ToEndAsync(app, TextWriter.Null, CancellationToken.None);
        }
        catch (InvalidOperationException)
        {
            code = ExitCodes.Bug; // What the program makes of whatever its command throws.
        }

        Assert.That(code, Is.EqualTo(ExitCodes.Bug));
    }

    [Test]
    public async Task ToEndAsync_AServiceFindsItsSettingsWrong_Is78AndNamesThem([Values] Moment moment)
    {
        var wrong = new OptionsValidationException("", typeof(object), ["Kafka:Client: no such property."]);
        var (app, error) = (Build(0, moment, wrong), new StringWriter());

        Assert.That(
            await WorkerRun.ToEndAsync(app, error, CancellationToken.None), Is.EqualTo(ExitCodes.Configuration));
        Assert.That(error.ToString(), Does.Contain("Kafka:Client: no such property."));
    }

    [Test]
    public async Task ToEndAsync_AskedToStop_Is0()
    {
        using var stopping = new CancellationTokenSource();
        var app = Build(which: -1, Moment.AtStart, new InvalidOperationException());
        app.Lifetime.ApplicationStarted.Register(stopping.Cancel);

        Assert.That(await WorkerRun.ToEndAsync(app, TextWriter.Null, stopping.Token), Is.EqualTo(ExitCodes.Done));
    }

    // The log of a start that fails is read for its cause, so it names no service that was only ended by it.
    [Test]
    public void ToEndAsync_PortInUse_LogsNoServiceAsFailed()
    {
        var logs = new FakeLogCollector();
        var port = (Taken.LocalEndpoint as IPEndPoint)?.Port ?? 0;
        var app = WorkerHost.Build(
            sources => sources.AddInMemoryCollection(new Dictionary<string, string?>(Settings)
            {
                ["Health:Port"] = port.ToString(CultureInfo.InvariantCulture),
                ["Logging:LogLevel:Default"] = "Warning",
            }),
            services =>
            {
                foreach (var service in services.Where(IsOurs).ToList())
                {
                    services[services.IndexOf(service)] =
                        ServiceDescriptor.Singleton<IHostedService>(new WaitingService());
                }

                services.AddSingleton<ILoggerProvider>(new FakeLoggerProvider(logs));
            });

        var running = WorkerRun.ToEndAsync(app, TextWriter.Null, CancellationToken.None);

        Assert.That(async () => await running, Throws.InstanceOf<IOException>());
        Assert.That(logs.GetSnapshot().Where(entry => entry.Message.Contains("BackgroundService")), Is.Empty);
    }

    public enum Moment
    {
        AtStart,
        AtOnce,
        Later,
        WhenAskedToStop,
    }

    /// <summary>A worker of which one service fails, and the others do nothing.</summary>
    private static WebApplication Build(int which, Moment moment, Exception fault) => WorkerHost.Build(
        Configure, services =>
        {
            var ours = services.Where(IsOurs).ToList();
            for (var i = 0; i < ours.Count; i++)
            {
                services[services.IndexOf(ours[i])] = i == which
                    ? ServiceDescriptor.Singleton<IHostedService>(provider => new FailingService(
                        moment, fault, provider.GetRequiredService<IHostApplicationLifetime>()))
                    : ServiceDescriptor.Singleton<IHostedService>(new QuietService());
            }
        });

    private static TcpListener Listening()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return listener;
    }

    private static void Configure(IConfigurationBuilder sources) => sources.AddInMemoryCollection(Settings);

    private static bool IsOurs(ServiceDescriptor service) =>
        service.ServiceType == typeof(IHostedService)
        && (service.ImplementationType ?? service.ImplementationFactory?.Method.DeclaringType)?.Assembly.GetName().Name
            ?.StartsWith("scanworker", StringComparison.OrdinalIgnoreCase) is true;

    private static string NameOf(ServiceDescriptor service, int number) =>
        service.ImplementationType?.Name ?? $"service {number}";

    private sealed class WaitingService : BackgroundService
    {
        protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
            new TaskCompletionSource().Task.WaitAsync(stoppingToken);
    }

    private sealed class QuietService : BackgroundService
    {
        protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.CompletedTask;
    }

    private sealed class FailingService(Moment moment, Exception fault, IHostApplicationLifetime lifetime)
        : BackgroundService
    {
        public override Task StartAsync(CancellationToken cancellationToken) =>
            moment == Moment.AtStart ? throw fault : base.StartAsync(cancellationToken);

        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            if (moment == Moment.AtOnce)
            {
                throw fault;
            }

            await Task.Yield();
            if (moment == Moment.WhenAskedToStop)
            {
                var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                await using var registration = stoppingToken.Register(asked.SetResult);
                // Asked for from here: the host never runs a service that it stops before a thread was free for it.
                await using var started = lifetime.ApplicationStarted.Register(lifetime.StopApplication);
                await asked.Task;
            }

            throw fault;
        }
    }
}
