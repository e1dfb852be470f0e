//! Asks which part of a video that is too long is used, before anything is reserved.

use super::Intake;
use super::fit::Undecided;
use crate::generation::Request;
use crate::service::{JobRequest, PartQuestion, Refusal};

impl Intake {
    /// Refuses a request that would be accepted but for the choice of a part, with its price.
    pub(super) fn ask_for_part(
        &self,
        job_request: &JobRequest,
        request: &Request,
        undecided: &[Undecided],
    ) -> Result<(), Refusal> {
        let Some(first) = undecided.first() else { return Ok(()) };
        let Some(input) = request.inputs.get(first.number) else { return Ok(()) };
        let price = self.price(request);
        let payer = job_request.context.caller.payer();
        self.ctx.store.book().check(&payer, price, self.ctx.clock.now())?;
        Err(Refusal::WhichPart(PartQuestion {
            role: input.role,
            name: input.name.clone(),
            seconds: first.seconds,
            most: self.ctx.catalogue.limit(input.role).max_seconds.unwrap_or(first.seconds),
            for_several: undecided.len() > 1,
            price,
        }))
    }
}
