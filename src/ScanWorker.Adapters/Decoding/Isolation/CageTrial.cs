namespace ScanWorker.Adapters.Decoding.Isolation;

/// <summary>Something that a decoder process must not be able to do, and what came of trying it.</summary>
/// <param name="Name">In kebab-case.</param>
/// <param name="Error">The kernel's error; 0 if it did it.</param>
internal sealed record CageTrial(string Name, int Error)
{
    public bool WasRefused => Error != 0;
}
