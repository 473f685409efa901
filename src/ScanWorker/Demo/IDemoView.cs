using ScanWorker.Pipeline.Events;

namespace ScanWorker.Demo;

/// <summary>How the demo is shown.</summary>
internal interface IDemoView
{
    /// <summary>Shows verdicts as they come.</summary>
    /// <returns>All of them.</returns>
    Task<IReadOnlyCollection<VerdictEvent>> ShowAsync(
        IReadOnlyList<DemoUpload> uploads, Func<IEnumerable<VerdictEvent>> verdicts);

    void Conclude(IReadOnlyDictionary<string, int> counts, bool good);

    /// <param name="dashboard">Its address, or null without one.</param>
    void Keep(DemoWorld world, string healthAddress, string? dashboard);
}
