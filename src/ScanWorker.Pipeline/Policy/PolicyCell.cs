namespace ScanWorker.Pipeline.Policy;

/// <summary>Holds the policy in force. One volatile reference: a reader sees the old or the new one, whole.</summary>
public sealed class PolicyCell(VerdictPolicy initial)
{
    private volatile VerdictPolicy _current = initial;

    public VerdictPolicy Current
    {
        get => _current;
        set => _current = value;
    }
}
