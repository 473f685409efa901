using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;
using ScanWorker.Hosting;

namespace ScanWorker.Tests.Hosting;

[TestFixture, Parallelizable(ParallelScope.All)]
internal sealed class ConsoleLogsTests
{
    [Test]
    public async Task AddConsoleLogs_NothingSet_IsOneLineWithItsTimeInUtc()
    {
        await using var app = Build([]);

        var text = app.Services.GetRequiredService<IOptionsMonitor<SimpleConsoleFormatterOptions>>().CurrentValue;
        Assert.That(Formatter(app.Services), Is.EqualTo(ConsoleFormatterNames.Simple));
        Assert.That((text.SingleLine, text.UseUtcTimestamp), Is.EqualTo((true, true)));
        Assert.That(
            new DateTime(2026, 11, 29, 4, 5, 6, 7, DateTimeKind.Utc)
                .ToString(text.TimestampFormat, System.Globalization.CultureInfo.InvariantCulture),
            Is.EqualTo("2026-11-29T04:05:06.007Z "));
    }

    [Test]
    public async Task AddConsoleLogs_Json_HasItsTimeToo()
    {
        await using var app = Build([new("Logging:Console:FormatterName", "json")]);

        var json = app.Services.GetRequiredService<IOptionsMonitor<JsonConsoleFormatterOptions>>().CurrentValue;
        Assert.That(Formatter(app.Services), Is.EqualTo(ConsoleFormatterNames.Json));
        Assert.That((json.TimestampFormat?.Length > 0, json.UseUtcTimestamp), Is.EqualTo((true, true)));
    }

    [Test]
    public async Task AddConsoleLogs_OptionsOfTheFormatterSet_AreLeft()
    {
        await using var app = Build(
        [
            new("Logging:Console:FormatterOptions:SingleLine", "false"),
            new("Logging:Console:FormatterOptions:TimestampFormat", "HH:mm "),
        ]);

        var text = app.Services.GetRequiredService<IOptionsMonitor<SimpleConsoleFormatterOptions>>().CurrentValue;
        Assert.That(
            (text.SingleLine, text.TimestampFormat, text.UseUtcTimestamp), Is.EqualTo((false, "HH:mm ", false)));
    }

    [Test]
    public void Problems_FormatterThatNobodyHas_IsNamed() =>
        Assert.That(
            ConsoleLogs.Problems(
                new ConfigurationBuilder().AddInMemoryCollection([new(ConsoleLogs.FormatterKey, "jsno")]).Build()),
            Is.EqualTo((string[])["Logging:Console:FormatterName: 'jsno' is none of simple, json, systemd."]));

    private static string? Formatter(IServiceProvider services) =>
        services.GetRequiredService<IOptionsMonitor<ConsoleLoggerOptions>>().CurrentValue.FormatterName;

    private static Microsoft.AspNetCore.Builder.WebApplication Build(
        IReadOnlyList<KeyValuePair<string, string?>> settings) =>
        WorkerHost.Build(configuration => configuration.AddInMemoryCollection(
        [
            new("Kafka:BootstrapServers", "127.0.0.1:1"), new("Redis:ConnectionString", "127.0.0.1:1"),
            new("Sets:Signing:Required", "false"), .. settings,
        ]));
}
