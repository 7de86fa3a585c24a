select
    winners.la_name as "LA_Name",
    replace(cast(winners.received_at as varchar), ' ', 'T') as "ImportDate",
    winners.block_start as "Ref_Period_Start_Date",
    winners.block_end as "Ref_Period_End_Date",
    loads.file_name as "file"
from int_national__block_winners as winners
inner join raw.loads as loads on winners.load_id = loads.load_id and loads.status = 'loaded'
where winners.table_name = 'single'
order by all
