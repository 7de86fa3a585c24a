select
    (select count(*) from fct_national__people) as "Person_Rows",
    (select count(*) from fct_national__waits) as "Waiting_Person_Rows"
