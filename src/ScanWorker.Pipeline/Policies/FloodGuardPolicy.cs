using System.ComponentModel;

namespace ScanWorker.Pipeline.Policies;

/// <summary>When one entry matches too much to be believed.</summary>
public sealed record FloodGuardPolicy
{
    [Description("False switches the guard off. Default true.")]
    public bool Enabled { get; set; } = true;

    [Description("Distinct contents that one entry may match within the window. Default 1000.")]
    public int DistinctContentsMax { get; set; } = 1000;

    [Description("The window. Default 1 hour.")]
    public TimeSpan Window { get; set; } = TimeSpan.FromHours(1);
}
