using XaiFunctions.App.Privacy;
using XaiFunctions.App.Storage;

namespace XaiFunctions.App.Jobs;

/// <summary>Removes all that an ended job left behind. Doing it again, or after half of it was done, comes to the same.</summary>
public sealed class JobRemover(JobTable jobs, WorkStore work, DocumentStore documents, ExplanationTable table, FeedbackTable feedback, SubjectIndex subjects)
{
    /// <summary>Removes the job, what tells of it last.</summary>
    public async Task RemoveAsync(JobRecord record, CancellationToken cancellation)
    {
        await documents.RemoveAsync(record.Model, record.Id, cancellation);
        await table.RemoveAsync(record.Id, cancellation);
        await feedback.RemoveAsync(record.Model, record.Id, cancellation);
        await subjects.RemoveAsync(record.Model, record.Id, null, cancellation);
        await work.RemoveAsync(record.Id, cancellation);
        await jobs.RemoveAsync(record, cancellation);
    }
}
