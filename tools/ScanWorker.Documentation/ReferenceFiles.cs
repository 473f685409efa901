using ScanWorker.Hosting;

namespace ScanWorker.Documentation;

/// <summary>
/// Everything in <c>docs</c> that is made from the code: schemas, the AsyncAPI document and the reference.
/// </summary>
internal static class ReferenceFiles
{
    /// <summary>Folders that hold generated files alone: another file there is one that the code has lost.</summary>
    public static readonly IReadOnlyList<string> Folders = ["reference", "schemas"];

    public static async Task<IReadOnlyList<ReferenceFile>> AllAsync()
    {
        await using var app = WorkerHost.Build(_ => { });
        return
        [
            .. EventContract.All
            .Select(contract => new ReferenceFile(contract.SchemaPath, EventSchemas.Text(contract))),
            new ReferenceFile("schemas/policy.json", EventSchemas.PolicyText()),
            new ReferenceFile("asyncapi.yaml", AsyncApiDocument.Text()),
            new ReferenceFile("reference/configuration.md", ConfigurationReference.Text(app.Services)),
            new ReferenceFile("reference/metrics.md", MetricsReference.Text(app.Services)),
            new ReferenceFile("reference/log-events.md", LogEventsReference.Text()),
            new ReferenceFile("reference/events.md", EventsReference.Text()),
            new ReferenceFile("reference/cli.md", CliReference.Text()),
        ];
    }
}

/// <summary>One generated file.</summary>
/// <param name="Path">Below <c>docs</c>, with forward slashes.</param>
/// <param name="Text">Whole, with line feeds.</param>
internal sealed record ReferenceFile(string Path, string Text);
