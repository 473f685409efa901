using System.ComponentModel;

namespace ScanWorker.Pipeline.Policies;

/// <summary>Decides whether an upload is in scope. Rules are asked in order; the first that fits decides.</summary>
public sealed record ScopeRule
{
    [Description("Named in the reason of the verdict not-scanned, in kebab-case.")]
    public required string Name { get; init; }

    [Description("Surfaces that it fits; absent: every one, and uploads that name none.")]
    public IReadOnlyList<string>? Surfaces { get; init; }

    [Description("Jurisdictions that it fits; absent: every one, and uploads that name none.")]
    public IReadOnlyList<string>? Jurisdictions { get; init; }

    [Description("Whether an upload that it fits is scanned.")]
    public required bool Scan { get; init; }

    public bool Fits(string? surface, string? jurisdiction) =>
        Holds(Surfaces, surface) && Holds(Jurisdictions, jurisdiction);

    private static bool Holds(IReadOnlyList<string>? wanted, string? value) =>
        wanted is null || (value is not null && wanted.Contains(value, StringComparer.OrdinalIgnoreCase));
}
