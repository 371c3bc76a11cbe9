namespace Microsoft.Azure.Functions.Worker;

/// <summary>The addresses at which an orchestration instance is managed. They carry a system key: do not hand them to callers.</summary>
public class HttpManagementPayload
{
    /// <summary>The instance.</summary>
    public string? Id { get; internal set; }

    /// <summary>GET: status.</summary>
    public string? StatusQueryGetUri { get; internal set; }

    /// <summary>POST: raises the event whose name takes the place of <c>{eventName}</c>.</summary>
    public string? SendEventPostUri { get; internal set; }

    /// <summary>POST: terminates.</summary>
    public string? TerminatePostUri { get; internal set; }

    /// <summary>DELETE: purges the instance's history.</summary>
    public string? PurgeHistoryDeleteUri { get; internal set; }

    /// <summary>POST: starts the instance anew.</summary>
    public string? RestartPostUri { get; internal set; }

    /// <summary>POST: suspends.</summary>
    public string? SuspendPostUri { get; internal set; }

    /// <summary>POST: resumes.</summary>
    public string? ResumePostUri { get; internal set; }
}
